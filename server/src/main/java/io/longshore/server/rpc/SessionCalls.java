package io.longshore.server.rpc;

import io.longshore.server.account.Session;

/** What is asked of sessions. */
public interface SessionCalls {
    /** Begins a session by the password itself; {@code WRONG_CREDENTIALS}, {@code TOO_MANY_SESSIONS}. */
    Session login(String accountName, String password);

    /** Begins a session by the lower-case hex SHA-512 of the password. */
    Session loginWithSha512(String accountName, String passwordSha512);

    /** Ends a session; one that is not there is ended already. */
    void logout(String sessionUuid);

    /** A session that is still good, its end put off; {@code UNAUTHENTICATED}. */
    Session authenticate(String sessionUuid);
}
