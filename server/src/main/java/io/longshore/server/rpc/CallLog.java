package io.longshore.server.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs the end of each call: method, code, time taken. Never what it carries: requests hold passwords, headers hold sessions. */
final class CallLog implements ServerInterceptor {
    private static final Logger log = LoggerFactory.getLogger(CallLog.class);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var begin = System.nanoTime();
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(status, trailers);
                        logEnd(call, status, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                    }
                },
                headers);
    }

    private static void logEnd(ServerCall<?, ?> call, Status status, long millis) {
        var event = log.atLevel(level(status.getCode()))
                .addKeyValue("method", call.getMethodDescriptor().getFullMethodName())
                .addKeyValue("code", status.getCode())
                .addKeyValue("millis", millis)
                .addKeyValue("peer", call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        if (status.getDescription() != null) {
            event = event.addKeyValue("message", status.getDescription());
        }
        event.log("call ended");
    }

    /** A caller's mistakes are its own; what only an operator can mend is a warning. */
    private static Level level(Status.Code code) {
        return switch (code) {
            case OK, CANCELLED, DEADLINE_EXCEEDED -> Level.DEBUG;
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    UNAVAILABLE,
                    UNAUTHENTICATED -> Level.INFO;
            case UNKNOWN, RESOURCE_EXHAUSTED, INTERNAL, DATA_LOSS -> Level.WARN;
        };
    }
}
