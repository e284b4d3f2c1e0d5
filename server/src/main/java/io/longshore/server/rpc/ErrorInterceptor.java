package io.longshore.server.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers for all handlers that fail: what an interceptor behind this one or a handler throws, and what a handler passes to {@code onError}, closes the
 * call as {@link ErrorStatuses} says. After that the handler hears of the call's end alone.
 */
final class ErrorInterceptor implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var closing = new ClosingCall<>(call);
        try {
            return new ClosingListener<>(next.startCall(closing, headers), closing);
        } catch (RuntimeException e) {
            closing.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }

    /** A call that is closed once, with a status that tells callers what they may know. */
    private static final class ClosingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final AtomicBoolean closed = new AtomicBoolean();

        ClosingCall(ServerCall<Q, R> call) {
            super(call);
        }

        void fail(Throwable thrown) {
            if (closed.compareAndSet(false, true)) {
                var status = ErrorStatuses.of(thrown);
                var trailers = status.getTrailers();
                super.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        }

        /** gRPC turns what {@code onError} is given into a status without details, but keeps it as the cause. */
        @Override
        public void close(Status status, Metadata trailers) {
            var thrown = status.getCause();
            if (!status.isOk() && thrown != null) {
                fail(thrown);
            } else if (closed.compareAndSet(false, true)) {
                super.close(status, trailers);
            }
        }

        boolean closed() {
            return closed.get();
        }
    }

    private static final class ClosingListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ClosingCall<Q, ?> call;
        private boolean failed;

        ClosingListener(ServerCall.Listener<Q> listener, ClosingCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guard(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guard(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guard(super::onReady);
        }

        private void guard(Runnable event) {
            if (failed || call.closed()) {
                return;
            }
            try {
                event.run();
            } catch (RuntimeException e) {
                failed = true;
                call.fail(e);
            }
        }
    }
}
