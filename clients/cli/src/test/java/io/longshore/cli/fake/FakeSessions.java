package io.longshore.cli.fake;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.GetSessionRequest;
import io.longshore.v1.GetSessionResponse;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.LoginResponse;
import io.longshore.v1.LogoutRequest;
import io.longshore.v1.LogoutResponse;
import io.longshore.v1.Session;
import io.longshore.v1.SessionServiceGrpc;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions of one account, {@code admin} with the password {@code secret}; and the guard before all other services. */
public final class FakeSessions extends SessionServiceGrpc.SessionServiceImplBase implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Session> SESSION = Context.key("session");

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger logins = new AtomicInteger();

    /** How often someone logged in. */
    public int logins() {
        return logins.get();
    }

    /** Sessions that are good. */
    public int open() {
        return sessions.size();
    }

    /** Forgets all sessions, as time does. */
    public void expireAll() {
        sessions.clear();
    }

    @Override
    public void login(LoginRequest request, StreamObserver<LoginResponse> reply) {
        if (!request.getAccountName().equals("admin") || !request.getPassword().equals("secret")) {
            throw Failures.of(Status.Code.UNAUTHENTICATED, "WRONG_CREDENTIALS", "wrong account name or password");
        }
        logins.incrementAndGet();
        var session = Session.newBuilder()
                .setUuid(UUID.randomUUID().toString().replace("-", ""))
                .setAccountName("admin")
                .setAccountUuid("36c27e8ff05c4780bf6d2fa65700f22e")
                .build();
        sessions.put(session.getUuid(), session);
        reply.onNext(LoginResponse.newBuilder().setSession(session).build());
        reply.onCompleted();
    }

    @Override
    public void logout(LogoutRequest request, StreamObserver<LogoutResponse> reply) {
        sessions.remove(request.getSessionUuid());
        reply.onNext(LogoutResponse.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public void getSession(GetSessionRequest request, StreamObserver<GetSessionResponse> reply) {
        reply.onNext(GetSessionResponse.newBuilder().setSession(SESSION.get()).build());
        reply.onCompleted();
    }

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        var method = call.getMethodDescriptor().getBareMethodName();
        if ("Login".equals(method) || "Logout".equals(method)) {
            return next.startCall(call, headers);
        }
        var value = headers.get(AUTHORIZATION);
        var session = value == null ? null : sessions.get(value.replaceFirst("^Bearer ", ""));
        if (session == null) {
            var failure = Failures.of(Status.Code.UNAUTHENTICATED, "UNAUTHENTICATED", "no session, or an expired one");
            call.close(failure.getStatus(), failure.getTrailers());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(SESSION, session), call, headers, next);
    }
}
