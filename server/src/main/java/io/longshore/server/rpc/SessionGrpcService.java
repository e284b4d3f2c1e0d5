package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;
import io.longshore.server.account.Session;
import io.longshore.v1.GetSessionRequest;
import io.longshore.v1.GetSessionResponse;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.LoginResponse;
import io.longshore.v1.LogoutRequest;
import io.longshore.v1.LogoutResponse;
import io.longshore.v1.SessionServiceGrpc;

/** Translates {@code SessionService}. */
final class SessionGrpcService extends SessionServiceGrpc.SessionServiceImplBase {
    private final SessionCalls sessions;

    SessionGrpcService(SessionCalls sessions) {
        this.sessions = sessions;
    }

    @Override
    public void login(LoginRequest request, StreamObserver<LoginResponse> reply) {
        var session = switch (request.getCredentialCase()) {
            case PASSWORD -> sessions.login().apply(request.getAccountName(), request.getPassword());
            case PASSWORD_SHA512 ->
                sessions.loginWithSha512().apply(request.getAccountName(), request.getPasswordSha512());
            case CREDENTIAL_NOT_SET -> throw ConditionProtos.unset("credential", "none");
        };
        Unary.answer(
                reply, LoginResponse.newBuilder().setSession(session(session)).build());
    }

    @Override
    public void logout(LogoutRequest request, StreamObserver<LogoutResponse> reply) {
        sessions.logout().accept(request.getSessionUuid());
        Unary.answer(reply, LogoutResponse.getDefaultInstance());
    }

    @Override
    public void getSession(GetSessionRequest request, StreamObserver<GetSessionResponse> reply) {
        Unary.answer(
                reply,
                GetSessionResponse.newBuilder()
                        .setSession(session(Callers.session()))
                        .build());
    }

    private static io.longshore.v1.Session session(Session session) {
        return io.longshore.v1.Session.newBuilder()
                .setUuid(session.uuid())
                .setAccountUuid(session.accountUuid())
                .setAccountName(session.accountName())
                .setExpireTime(TimeProtos.timestamp(session.expireTime()))
                .setCreateTime(TimeProtos.timestamp(session.createTime()))
                .build();
    }
}
