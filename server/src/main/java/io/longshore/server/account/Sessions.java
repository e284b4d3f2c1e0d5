package io.longshore.server.account;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Transactions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Who is logged in. A session is a random secret that is good for two hours from its last use; that its end was put off is written at most once a minute.
 * Thread-safe.
 */
public final class Sessions {
    /** How long a session lasts after it was last used. */
    public static final Duration LIFETIME = Duration.ofHours(2);

    /** How many an account may have, which is what the original allows. */
    public static final int MAX_SESSIONS = 500;

    private static final Duration WRITE_EVERY = Duration.ofMinutes(1);
    private static final int SECRET_BYTES = 16;

    private final Accounts accounts;
    private final Transactions transactions;
    private final Passwords passwords;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /** Passwords are slow to compare on purpose: a flood of logins must not take all cores. */
    private final Semaphore comparing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    public Sessions(Accounts accounts, Transactions transactions, Passwords passwords, InstantSource clock) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.passwords = passwords;
        this.clock = clock;
    }

    /** Begins a session by the password itself; {@code WRONG_CREDENTIALS}, {@code TOO_MANY_SESSIONS}. */
    public Session login(String accountName, String password) {
        return loginWithSha512(accountName, Passwords.sha512(password));
    }

    /** Begins a session by the hex SHA-512 of the password; {@code WRONG_CREDENTIALS}, {@code TOO_MANY_SESSIONS}. */
    public Session loginWithSha512(String accountName, String passwordSha512) {
        var account = accounts.findByName(accountName);
        var sha512 = passwordSha512.toLowerCase(Locale.ROOT);
        comparing.acquireUninterruptibly();
        boolean right;
        try {
            right = account.isPresent()
                    && passwords.matches(sha512, account.get().passwordHash());
            if (account.isEmpty()) {
                passwords.matchNobody(sha512);
            }
        } finally {
            comparing.release();
        }
        if (!right) {
            throw new FailureException(Reason.WRONG_CREDENTIALS, "wrong account name or password");
        }
        return transactions.write(() -> begin(account.orElseThrow()));
    }

    private Session begin(Account account) {
        var now = clock.instant();
        accounts.deleteExpiredSessions(now);
        int sessions = accounts.countSessions(account.uuid(), now);
        if (sessions >= MAX_SESSIONS) {
            throw new FailureException(
                    Reason.TOO_MANY_SESSIONS,
                    "account " + account.name() + " has " + sessions + " sessions (expected: < " + MAX_SESSIONS + ")",
                    Map.of("accountUuid", account.uuid(), "sessions", Integer.toString(sessions)));
        }
        var session = new Session(secret(), account.uuid(), account.name(), now, now.plus(LIFETIME));
        accounts.insertSession(session);
        return session;
    }

    private String secret() {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A session that is still good, its end put off; {@code UNAUTHENTICATED}. */
    public Session authenticate(String sessionUuid) {
        var now = clock.instant();
        var session = accounts.findSession(sessionUuid)
                .filter(found -> found.expireTime().isAfter(now))
                .orElseThrow(() -> new FailureException(
                        Reason.UNAUTHENTICATED, "the session is not there or has expired: log in again"));
        var end = now.plus(LIFETIME);
        if (Duration.between(session.expireTime(), end).compareTo(WRITE_EVERY) < 0) {
            return session;
        }
        accounts.extendSession(sessionUuid, end);
        return new Session(session.uuid(), session.accountUuid(), session.accountName(), session.createTime(), end);
    }

    /** Ends a session; one that is not there is ended already. */
    public void logout(String sessionUuid) {
        accounts.deleteSession(sessionUuid);
    }
}
