package io.longshore.server.rpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Writes the calls that answer with a stream, each in a virtual thread of its own: gRPC tells a call's readiness and end on the thread that runs its
 * handler, which must not wait for them. The thread is interrupted when the call is cancelled and when the server stops.
 */
final class Streams {
    /** gRPC's own 32 KiB would let thousands of events pile up before a slow reader is noticed. */
    private static final int EVENTS_READY_BYTES = 8 << 10;

    /** Half a message: with gRPC's own threshold whoever writes wakes up only when nothing is left to send. */
    private static final int CONTENT_READY_BYTES = 512 << 10;

    private final Drain drain;

    Streams(Drain drain) {
        this.drain = drain;
    }

    /** Has a body write a stream of small messages. */
    <R> void writeEvents(StreamObserver<R> reply, Body<R> body) {
        var call = (ServerCallStreamObserver<R>) reply;
        call.setOnReadyThreshold(EVENTS_READY_BYTES);
        write(call, body);
    }

    /** Has a body write a stream of messages of up to a MiB: the next is made while the one before it is on its way. */
    <R> void writeContent(StreamObserver<R> reply, Body<R> body) {
        var call = (ServerCallStreamObserver<R>) reply;
        call.setOnReadyThreshold(CONTENT_READY_BYTES);
        write(call, body);
    }

    private <R> void write(ServerCallStreamObserver<R> call, Body<R> body) {
        var ready = new Readiness(call);
        var sender = new Sender<>(call, ready);
        var thread =
                Thread.ofVirtual().name("stream").unstarted(Context.current().wrap(() -> run(call, sender, body)));
        call.setOnCancelHandler(thread::interrupt);
        thread.start();
    }

    private <R> void run(ServerCallStreamObserver<R> call, Sender<R> sender, Body<R> body) {
        var thread = Thread.currentThread();
        try (var _ = drain.onDrain(thread::interrupt)) {
            body.write(sender);
            call.onCompleted();
        } catch (Exception e) {
            if (!call.isCancelled()) {
                call.onError(e);
            }
        }
    }

    /** What writes a stream: returns when it is complete, throws what the call is to fail with. */
    interface Body<R> {
        void write(Sender<R> sender) throws Exception;
    }

    /** Sends a stream's messages no faster than its reader takes them. */
    record Sender<R>(ServerCallStreamObserver<R> call, Readiness ready) {
        /** Returns when the call takes messages. */
        void awaitReady() throws InterruptedException {
            ready.await();
        }

        /** Sends a message as soon as the call takes it. */
        void send(R message) throws InterruptedException {
            ready.await();
            call.onNext(message);
        }
    }
}
