package io.longshore.server.catalog;

import io.longshore.server.task.Transactions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * The catalog's SQLite file. One connection writes, behind a fair lock and with transactions that are immediate from their first statement, so no
 * two writers ever meet in SQLite and none is told that the database is busy; others read beside it, each call on one snapshot.
 * A read inside a transaction sees what that transaction wrote.
 *
 * <p>Order of locks: the writer's lock is the outermost one. Nobody takes it while holding a lock that an action of {@link #afterCommit} takes.
 */
final class Database implements Transactions, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final int BUSY_MILLIS =
            30_000; // for other processes' short visits, such as a copy of the database being taken

    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final ReentrantLock writing = new ReentrantLock(true);
    private final ScopedValue<Transaction> current = ScopedValue.newInstance();
    private final Connection writer;
    private final Readers readers;

    private Database(Connection writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /** What one transaction does, and what is to follow it. */
    private record Transaction(DSLContext sql, List<Runnable> afterCommit) {}

    /** Opens a database file, making it or bringing its schema up to date. */
    static Database open(Path file) throws IOException {
        var url = "jdbc:sqlite:" + file;
        Schema.migrate(file, dataSource(url, false));
        try {
            var writer = dataSource(url, false).getConnection();
            return new Database(writer, new Readers(dataSource(url, true)));
        } catch (SQLException e) {
            throw new DataAccessException("cannot open " + file, e);
        }
    }

    private static SQLiteDataSource dataSource(String url, boolean readOnly) {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(readOnly ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
        config.setReadOnly(readOnly);
        var source = new SQLiteDataSource(config);
        source.setUrl(url);
        return source;
    }

    @Override
    public <T> T write(Supplier<T> change) {
        if (current.isBound()) {
            return nested(current.get(), change);
        }
        writing.lock();
        try {
            var transaction = new Transaction(DSL.using(writer, SQLDialect.SQLITE), new ArrayList<>());
            T value = committed(transaction, change);
            transaction.afterCommit.forEach(Database::run);
            return value;
        } finally {
            writing.unlock();
        }
    }

    private <T> T committed(Transaction transaction, Supplier<T> change) {
        // Not by setAutoCommit(false): the driver would begin the next transaction with the end of this one, and keep
        // all others out for ever.
        execute("BEGIN IMMEDIATE");
        try {
            T value = ScopedValue.where(current, transaction).call(change::get);
            execute("COMMIT");
            return value;
        } catch (RuntimeException | Error e) {
            undo("ROLLBACK", e);
            throw e;
        }
    }

    /** A part of a transaction that may fail by itself: whoever catches its exception finds nothing of it. */
    private <T> T nested(Transaction outer, Supplier<T> change) {
        int actions = outer.afterCommit.size();
        execute("SAVEPOINT part"); // one inside another may have the same name: the innermost is meant
        try {
            T value = change.get();
            execute("RELEASE part");
            return value;
        } catch (RuntimeException | Error e) {
            outer.afterCommit.subList(actions, outer.afterCommit.size()).clear();
            undo("ROLLBACK TO part", e);
            undo("RELEASE part", e);
            throw e;
        }
    }

    private void execute(String statement) {
        try (var jdbc = writer.createStatement()) {
            jdbc.execute(statement);
        } catch (SQLException e) {
            throw new DataAccessException(statement + " failed", e);
        }
    }

    /** What fails here failed before: SQLite ends a transaction by itself when, say, its disk is full. */
    private void undo(String statement, Throwable why) {
        try {
            execute(statement);
        } catch (DataAccessException e) {
            why.addSuppressed(e);
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("what was to follow a transaction failed");
        }
    }

    /**
     * Does something as soon as the current transaction is committed, and never if it is not. Such actions run in the order of the commits, and no
     * other transaction begins before they are done: they must be short and must not wait.
     */
    void afterCommit(Runnable action) {
        current.get().afterCommit.add(action);
    }

    /** Changes something, as a part of the current transaction or in one of its own. */
    <T> T change(Function<DSLContext, T> statements) {
        return current.isBound()
                ? statements.apply(current.get().sql)
                : write(() -> statements.apply(current.get().sql));
    }

    /** Reads something, in the current transaction or beside it. */
    <T> T read(Function<DSLContext, T> statements) {
        if (current.isBound()) {
            return statements.apply(current.get().sql);
        }
        return readers.read(connection -> statements.apply(DSL.using(connection, SQLDialect.SQLITE)));
    }

    /** Closes the file once the transaction that runs now, if any, is done. */
    @Override
    public void close() {
        writing.lock();
        try {
            readers.close();
            writer.close();
        } catch (SQLException e) {
            throw new DataAccessException("cannot close the catalog", e);
        } finally {
            writing.unlock();
        }
    }
}
