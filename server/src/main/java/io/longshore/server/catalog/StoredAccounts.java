package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;

import io.longshore.disk.Digest;
import io.longshore.server.account.Account;
import io.longshore.server.account.Accounts;
import io.longshore.server.account.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Accounts and sessions. Of a session's uuid, which is a secret, only its hash is kept. */
final class StoredAccounts implements Accounts {
    private static final Table<?> ACCOUNT = DSL.table(DSL.name("account"));
    private static final Field<String> UUID = column(ACCOUNT, "uuid", TEXT);
    private static final Field<String> NAME = column(ACCOUNT, "name", TEXT);
    private static final Field<String> PASSWORD_HASH = column(ACCOUNT, "password_hash", TEXT);

    private static final Table<?> SESSION = DSL.table(DSL.name("session"));
    private static final Field<String> SECRET_HASH = column(SESSION, "secret_hash", TEXT);
    private static final Field<String> SESSION_OF = column(SESSION, "account_uuid", TEXT);
    private static final Field<Instant> CREATE_TIME = column(SESSION, "create_time", TIME);
    private static final Field<Instant> EXPIRE_TIME = column(SESSION, "expire_time", TIME);

    private final Database database;

    StoredAccounts(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Account> findByName(String name) {
        return find(NAME.eq(name));
    }

    @Override
    public Optional<Account> find(String uuid) {
        return find(UUID.eq(uuid));
    }

    private Optional<Account> find(Condition condition) {
        return database.read(sql -> sql.select(UUID, NAME, PASSWORD_HASH)
                .from(ACCOUNT)
                .where(condition)
                .fetchOptional(row -> new Account(row.get(UUID), row.get(NAME), row.get(PASSWORD_HASH))));
    }

    @Override
    public void insert(Account account) {
        database.change(sql -> sql.insertInto(ACCOUNT)
                .set(UUID, account.uuid())
                .set(NAME, account.name())
                .set(PASSWORD_HASH, account.passwordHash())
                .execute());
    }

    @Override
    public void update(Account account) {
        database.change(sql -> sql.update(ACCOUNT)
                .set(NAME, account.name())
                .set(PASSWORD_HASH, account.passwordHash())
                .where(UUID.eq(account.uuid()))
                .execute());
    }

    @Override
    public Optional<Session> findSession(String sessionUuid) {
        return database.read(sql -> sql.select(SESSION_OF, NAME, CREATE_TIME, EXPIRE_TIME)
                .from(SESSION)
                .join(ACCOUNT)
                .on(UUID.eq(SESSION_OF))
                .where(SECRET_HASH.eq(hash(sessionUuid)))
                .fetchOptional(row -> new Session(
                        sessionUuid, row.get(SESSION_OF), row.get(NAME), row.get(CREATE_TIME), row.get(EXPIRE_TIME))));
    }

    @Override
    public void insertSession(Session session) {
        database.change(sql -> sql.insertInto(SESSION)
                .set(SECRET_HASH, hash(session.uuid()))
                .set(SESSION_OF, session.accountUuid())
                .set(CREATE_TIME, session.createTime())
                .set(EXPIRE_TIME, session.expireTime())
                .execute());
    }

    @Override
    public void extendSession(String sessionUuid, Instant expireTime) {
        database.change(sql -> sql.update(SESSION)
                .set(EXPIRE_TIME, expireTime)
                .where(SECRET_HASH.eq(hash(sessionUuid)))
                .execute());
    }

    @Override
    public void deleteSession(String sessionUuid) {
        database.change(sql ->
                sql.deleteFrom(SESSION).where(SECRET_HASH.eq(hash(sessionUuid))).execute());
    }

    @Override
    public int countSessions(String accountUuid, Instant now) {
        return database.read(sql -> sql.fetchCount(SESSION, SESSION_OF.eq(accountUuid), EXPIRE_TIME.gt(now)));
    }

    @Override
    public void deleteExpiredSessions(Instant now) {
        database.change(
                sql -> sql.deleteFrom(SESSION).where(EXPIRE_TIME.le(now)).execute());
    }

    private static String hash(String secret) {
        return Digest.sha256(secret.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
