package io.longshore.server.rpc;

import io.longshore.server.account.Session;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is asked of sessions.
 *
 * @param login begins a session by an account's name and the password itself; {@code WRONG_CREDENTIALS}, {@code TOO_MANY_SESSIONS}
 * @param loginWithSha512 the same by the lower-case hex SHA-512 of the password
 * @param logout ends a session; one that is not there is ended already
 * @param authenticate gives a session that is still good, its end put off; {@code UNAUTHENTICATED}
 */
public record SessionCalls(
        BiFunction<String, String, Session> login,
        BiFunction<String, String, Session> loginWithSha512,
        Consumer<String> logout,
        Function<String, Session> authenticate) {}
