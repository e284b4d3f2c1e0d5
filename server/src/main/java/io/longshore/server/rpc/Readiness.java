package io.longshore.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;

/** Lets the one thread that writes to a call wait until the call takes messages, so that a slow reader holds that thread and nothing else. */
final class Readiness {
    private final ServerCallStreamObserver<?> call;

    /** To be made before the handler returns: gRPC takes the handlers of a call no later. */
    Readiness(ServerCallStreamObserver<?> call) {
        this.call = call;
        call.setOnReadyHandler(this::signal);
    }

    /** Returns when the call takes messages. */
    synchronized void await() throws InterruptedException {
        while (!call.isReady()) {
            wait();
        }
    }

    private synchronized void signal() {
        notifyAll();
    }
}
