package io.longshore.server.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.longshore.server.account.Session;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Caller;
import io.longshore.v1.SessionServiceGrpc;
import io.longshore.v1.TaskServiceGrpc;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through that carry {@code authorization: Bearer <session>} or {@code OAuth <session>}. Health, reflection, Login and Logout need no session;
 * GetTask needs none with the poll key, since the REST bridge's callers poll without credentials. The facade's calls pass: what they call asks for the session.
 */
final class AuthenticationInterceptor implements ServerInterceptor {
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** Proves that a call comes from the bridge that this server has started. */
    static final Metadata.Key<String> POLL_KEY =
            Metadata.Key.of("x-longshore-poll-key", Metadata.ASCII_STRING_MARSHALLER);

    private static final Set<String> OPEN_SERVICES = Set.of(
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    /** The original REST API as services; each of their calls goes through this server's own ones with the caller's session. */
    private static final String FACADE = "longshore.rest.zstack.v1.";

    private static final Set<String> OPEN_METHODS = Set.of(
            SessionServiceGrpc.getLoginMethod().getFullMethodName(),
            SessionServiceGrpc.getLogoutMethod().getFullMethodName());

    private final Function<String, Session> authenticate;
    private final byte[] pollKey;
    private final Caller poller;

    /**
     * @param authenticate gives the session of this uuid and puts its end off; throws {@link Reason#UNAUTHENTICATED}
     * @param pollKey what opens GetTask without a session
     * @param poller whom such a call is made for
     */
    AuthenticationInterceptor(Function<String, Session> authenticate, String pollKey, Caller poller) {
        this.authenticate = authenticate;
        this.pollKey = pollKey.getBytes(StandardCharsets.UTF_8);
        this.poller = poller;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var method = call.getMethodDescriptor();
        if (OPEN_METHODS.contains(method.getFullMethodName())
                || OPEN_SERVICES.contains(String.valueOf(method.getServiceName()))
                || method.getFullMethodName().startsWith(FACADE)) {
            return next.startCall(call, headers);
        }
        var context = Context.current();
        if (polls(method.getFullMethodName(), headers.get(POLL_KEY))) {
            return Contexts.interceptCall(context.withValue(Callers.CALLER, poller), call, headers, next);
        }
        var session = authenticate.apply(sessionUuid(headers.get(AUTHORIZATION)));
        var known = context.withValues(Callers.CALLER, new Caller(session.accountUuid()), Callers.SESSION, session);
        return Contexts.interceptCall(known, call, headers, next);
    }

    private boolean polls(String method, @Nullable String key) {
        return key != null
                && method.equals(TaskServiceGrpc.getGetTaskMethod().getFullMethodName())
                && MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), pollKey);
    }

    private static String sessionUuid(@Nullable String authorization) {
        if (authorization == null) {
            throw new FailureException(
                    Reason.UNAUTHENTICATED,
                    "authorization: none (expected: Bearer <session>, of SessionService.Login)");
        }
        var words = authorization.strip().split("\\s+", 2);
        var scheme = words[0].toLowerCase(Locale.ROOT);
        if (words.length < 2 || (!scheme.equals("bearer") && !scheme.equals("oauth"))) {
            // The value may be a secret that stands in the wrong place: not repeated.
            throw new FailureException(
                    Reason.UNAUTHENTICATED, "authorization: of another form (expected: Bearer <session>)");
        }
        return words[1];
    }
}
