package io.longshore.server.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;

/**
 * The connections that read, opened when they are first needed and kept. Whoever is interrupted is served too: a read is short, and what follows it
 * notices soon enough.
 *
 * <p>A permit, not a general pool: those hand connections over by yielding in a loop, and an interrupted virtual thread that yields keeps the
 * carrier from the very thread that it hands over to, for ever.
 */
final class Readers implements AutoCloseable {
    private static final int LIMIT = 4;

    private final DataSource source;
    private final Semaphore permits = new Semaphore(LIMIT, true);
    private final ScopedValue<Connection> current = ScopedValue.newInstance();
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    /** Reads from a source whose connections are read-only. */
    Readers(DataSource source) {
        this.source = source;
    }

    /** Reads something; all of it sees one snapshot, what it reads by calls of its own too. */
    <T> T read(Function<Connection, T> work) {
        if (current.isBound()) {
            return work.apply(current.get());
        }
        permits.acquireUninterruptibly();
        try {
            return readNow(work);
        } catch (SQLException e) {
            throw new DataAccessException("cannot read the catalog", e);
        } finally {
            permits.release();
        }
    }

    private <T> T readNow(Function<Connection, T> work) throws SQLException {
        var connection = connection();
        boolean sound = false;
        try {
            T value = ScopedValue.where(current, connection).call(() -> work.apply(connection));
            connection.rollback(); // ends the snapshot
            sound = true;
            return value;
        } finally {
            if (sound) {
                idle.add(connection);
            } else {
                connection.close();
            }
        }
    }

    private Connection connection() throws SQLException {
        var kept = idle.poll();
        if (kept != null) {
            return kept;
        }
        var opened = source.getConnection();
        opened.setAutoCommit(false); // a transaction a call
        return opened;
    }

    /** Closes all connections once the reads that run now are done. */
    @Override
    public void close() throws SQLException {
        permits.acquireUninterruptibly(LIMIT);
        for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }
}
