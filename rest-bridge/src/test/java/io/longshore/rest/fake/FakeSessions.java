package io.longshore.rest.fake;

import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions, and the interceptor that asks for one, maps what handlers throw, and lets jobs be polled by key. */
final class FakeSessions extends SessionServiceGrpc.SessionServiceImplBase implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> POLL_KEY =
            Metadata.Key.of("x-longshore-poll-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> SESSION = Context.key("session");
    private static final Set<String> OPEN =
            Set.of("longshore.v1.SessionService/Login", "longshore.v1.SessionService/Logout");

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final String pollKey;
    private final String passwordSha512;

    FakeSessions(String pollKey, String passwordSha512) {
        this.pollKey = pollKey;
        this.passwordSha512 = passwordSha512;
    }

    @Override
    public void login(LoginRequest request, StreamObserver<LoginResponse> reply) {
        if (!request.getAccountName().equals("admin")
                || !request.getPasswordSha512().equals(passwordSha512)) {
            throw FakeErrors.error(Code.UNAUTHENTICATED, "WRONG_CREDENTIALS", "ID.1000", "no such account or password");
        }
        var session = Session.newBuilder()
                .setUuid(FakeState.uuid())
                .setAccountUuid(FakeState.ACCOUNT)
                .setAccountName("admin")
                .setCreateTime(FakeState.CREATED)
                .setExpireTime(Timestamp.newBuilder().setSeconds(FakeState.CREATED.getSeconds() + 7200))
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
        reply.onNext(GetSessionResponse.newBuilder()
                .setSession(sessions.get(SESSION.get()))
                .build());
        reply.onCompleted();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var method = call.getMethodDescriptor().getFullMethodName();
        var authorization = headers.get(AUTHORIZATION);
        var session = authorization == null ? "" : authorization.substring(authorization.indexOf(' ') + 1);
        boolean polls = method.equals("longshore.v1.TaskService/GetTask") && pollKey.equals(headers.get(POLL_KEY));
        if (!OPEN.contains(method) && !polls && !sessions.containsKey(session)) {
            var refused = FakeErrors.error(
                    Code.UNAUTHENTICATED, "UNAUTHENTICATED", "ID.1001", "no session, or an expired one");
            call.close(refused.getStatus(), refused.getTrailers());
            return new ServerCall.Listener<>() {};
        }
        var listener = Contexts.interceptCall(Context.current().withValue(SESSION, session), call, headers, next);
        return new io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onHalfClose() {
                try {
                    super.onHalfClose();
                } catch (StatusRuntimeException e) {
                    call.close(e.getStatus(), e.getTrailers() == null ? new Metadata() : e.getTrailers());
                } catch (RuntimeException e) {
                    call.close(Status.INTERNAL.withDescription(e.toString()).withCause(e), new Metadata());
                }
            }
        };
    }
}
