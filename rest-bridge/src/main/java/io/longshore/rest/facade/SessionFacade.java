package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.CurrentTime;
import io.longshore.rest.zstack.v1.IsReadyToGoRequest;
import io.longshore.rest.zstack.v1.IsReadyToGoResponse;
import io.longshore.rest.zstack.v1.LogInByAccountRequest;
import io.longshore.rest.zstack.v1.LogInByAccountResponse;
import io.longshore.rest.zstack.v1.LogOutRequest;
import io.longshore.rest.zstack.v1.LogOutResponse;
import io.longshore.rest.zstack.v1.ManagementNodeActionsRequest;
import io.longshore.rest.zstack.v1.ManagementNodeActionsResponse;
import io.longshore.rest.zstack.v1.SessionApiServiceGrpc;
import io.longshore.rest.zstack.v1.SessionInventory;
import io.longshore.rest.zstack.v1.ValidateSessionRequest;
import io.longshore.rest.zstack.v1.ValidateSessionResponse;
import io.longshore.v1.ErrorReason;
import io.longshore.v1.GetSessionRequest;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.LogoutRequest;
import io.longshore.v1.Session;
import io.longshore.v1.SessionServiceGrpc;
import java.time.Clock;
import java.util.List;

/** The original's APIs of sessions and of the server itself. */
final class SessionFacade {
    /** The version of the original whose API this is: its callers ask for it to know what they may call. */
    private static final String API_VERSION = "5.2.1";

    private final OriginalDates dates;
    private final Clock clock;

    SessionFacade(OriginalDates dates, Clock clock) {
        this.dates = dates;
        this.clock = clock;
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.immediate(SessionApiServiceGrpc.getLogInByAccountMethod(), this::logIn),
                FacadeMethod.immediate(SessionApiServiceGrpc.getLogOutMethod(), SessionFacade::logOut),
                FacadeMethod.immediate(SessionApiServiceGrpc.getValidateSessionMethod(), SessionFacade::validate),
                FacadeMethod.immediate(SessionApiServiceGrpc.getManagementNodeActionsMethod(), this::node),
                FacadeMethod.immediate(SessionApiServiceGrpc.getIsReadyToGoMethod(), SessionFacade::ready));
    }

    private LogInByAccountResponse logIn(LogInByAccountRequest request, Call call) {
        var account = request.getLoginbyaccount();
        var login = LoginRequest.newBuilder()
                .setAccountName(account.getAccountName())
                .setPasswordSha512(account.getPassword())
                .build();
        try {
            var session = call.unary(SessionServiceGrpc.getLoginMethod(), login).getSession();
            return LogInByAccountResponse.newBuilder()
                    .setInventory(inventory(session))
                    .build();
        } catch (Refusal refusal) {
            throw refusal.reason() == ErrorReason.WRONG_CREDENTIALS
                    ? ErrorCodes.AUTHENTICATION.refusal("wrong account name or password")
                    : refusal;
        }
    }

    private SessionInventory inventory(Session session) {
        return SessionInventory.newBuilder()
                .setUuid(session.getUuid())
                .setAccountUuid(session.getAccountUuid())
                .setUserUuid(session.getAccountUuid()) // an account's own user has its uuid
                .setExpiredDate(dates.print(session.getExpireTime()))
                .setCreateDate(dates.print(session.getCreateTime()))
                .setNoSessionEvaluation(false)
                .build();
    }

    private static LogOutResponse logOut(LogOutRequest request, Call call) {
        call.unary(
                SessionServiceGrpc.getLogoutMethod(),
                LogoutRequest.newBuilder()
                        .setSessionUuid(request.getSessionUuid())
                        .build());
        return LogOutResponse.getDefaultInstance();
    }

    private static ValidateSessionResponse validate(ValidateSessionRequest request, Call call) {
        return ValidateSessionResponse.newBuilder()
                .setValid(alive(call.as(request.getSessionUuid())))
                .build();
    }

    private ManagementNodeActionsResponse node(ManagementNodeActionsRequest request, Call call) {
        var answer = ManagementNodeActionsResponse.newBuilder().setSuccess(true);
        switch (request.getActionCase()) {
            case GETVERSION -> answer.setVersion(API_VERSION);
            case GETCURRENTTIME -> {
                long millis = clock.millis();
                answer.setCurrentTime(
                        CurrentTime.newBuilder().setMillionSeconds(millis).setSeconds(millis / 1000));
            }
            case ACTION_NOT_SET -> throw new IllegalArgumentException("action: none (expected: one)");
        }
        return answer.build();
    }

    private static IsReadyToGoResponse ready(IsReadyToGoRequest request, Call call) {
        try {
            alive(call); // whatever it says of a session, it speaks
        } catch (Refusal refusal) {
            throw ErrorCodes.NOT_READY.refusal(refusal.error().getDetails());
        }
        return IsReadyToGoResponse.getDefaultInstance();
    }

    private static boolean alive(Call call) {
        try {
            call.unary(SessionServiceGrpc.getGetSessionMethod(), GetSessionRequest.getDefaultInstance());
            return true;
        } catch (Refusal refusal) {
            if (ErrorCodes.INVALID_SESSION.is(refusal.error())) {
                return false;
            }
            throw refusal;
        }
    }
}
