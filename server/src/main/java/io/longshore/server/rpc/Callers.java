package io.longshore.server.rpc;

import io.grpc.Context;
import io.longshore.server.account.Session;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Caller;
import org.jspecify.annotations.Nullable;

/** Who makes the call that a thread works on. */
final class Callers {
    static final Context.Key<@Nullable Caller> CALLER = Context.key("longshore-caller");
    static final Context.Key<@Nullable Session> SESSION = Context.key("longshore-session");

    private Callers() {}

    /** The call's caller. */
    static Caller caller() {
        var caller = CALLER.get();
        if (caller == null) {
            throw new IllegalStateException("caller: absent (expected: set by the authentication)");
        }
        return caller;
    }

    /** The session that the call is made in. */
    static Session session() {
        var session = SESSION.get();
        if (session == null) {
            throw new FailureException(
                    Reason.UNAUTHENTICATED, "session: none (expected: authorization: Bearer <session>)");
        }
        return session;
    }
}
