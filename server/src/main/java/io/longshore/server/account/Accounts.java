package io.longshore.server.account;

import java.time.Instant;
import java.util.Optional;

/** Where accounts and sessions are kept. Calls take part in the transaction that they are made in. */
public interface Accounts {
    Optional<Account> findByName(String name);

    Optional<Account> find(String uuid);

    void insert(Account account);

    void update(Account account);

    Optional<Session> findSession(String sessionUuid);

    void insertSession(Session session);

    /** Puts a session's end off. */
    void extendSession(String sessionUuid, Instant expireTime);

    void deleteSession(String sessionUuid);

    int countSessions(String accountUuid, Instant now);

    void deleteExpiredSessions(Instant now);
}
