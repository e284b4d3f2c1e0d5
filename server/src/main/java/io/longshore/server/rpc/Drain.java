package io.longshore.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the calls of a server that stops: those that begin are refused with {@code UNAVAILABLE}, those that last are told to end. Both may come again to
 * the server's next start.
 */
final class Drain implements ServerInterceptor {
    private static final String HEALTH = "grpc.health.v1.Health";

    private final Set<Runnable> lasting = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (draining && !HEALTH.equals(call.getMethodDescriptor().getServiceName())) {
            throw new FailureException(Reason.UNAVAILABLE, "the server is stopping: try again when it has started");
        }
        return next.startCall(call, headers);
    }

    /** Has a call that lasts told to end when the server stops, which may be at once; closing what is returned takes that back. */
    Registration onDrain(Runnable end) {
        // Every registration is its own, also where two calls pass the same lambda.
        Runnable own = () -> end.run();
        lasting.add(own);
        if (draining) {
            own.run();
        }
        return () -> lasting.remove(own);
    }

    /** Begins the end. */
    void begin() {
        draining = true;
        lasting.forEach(Runnable::run);
    }

    /** A lasting call's place. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
