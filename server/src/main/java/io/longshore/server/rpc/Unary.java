package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;

/** Answers unary calls. What the handlers throw the error interceptor tells. */
final class Unary {
    private Unary() {}

    static <R> void answer(StreamObserver<R> reply, R response) {
        reply.onNext(response);
        reply.onCompleted();
    }
}
