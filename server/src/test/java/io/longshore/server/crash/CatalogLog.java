package io.longshore.server.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The write-ahead log of a catalog, which has all its transactions one behind the other: cut off behind any of them, it is the catalog as it was then.
 * <a href="https://www.sqlite.org/fileformat2.html#the_write_ahead_log">SQLite's file format</a> says what is in it.
 */
final class CatalogLog {
    private static final int HEAD_BYTES = 32;
    private static final int FRAME_HEAD_BYTES = 24;
    private static final int SALT_OFFSET = 16;

    private final byte[] bytes;
    private final List<Integer> ends;

    private CatalogLog(byte[] bytes, List<Integer> ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** The log beside a catalog that is open, or was not closed. */
    static Path beside(Path catalog) {
        return catalog.resolveSibling(catalog.getFileName() + "-wal");
    }

    /** Reads a log. It must not have begun anew since the catalog was opened. */
    static CatalogLog read(Path catalog) throws IOException {
        var bytes = Files.exists(beside(catalog)) ? Files.readAllBytes(beside(catalog)) : new byte[0];
        var ends = new ArrayList<Integer>(List.of(0));
        if (bytes.length >= HEAD_BYTES) {
            var log = ByteBuffer.wrap(bytes);
            int frame = FRAME_HEAD_BYTES + log.getInt(8);
            for (int at = HEAD_BYTES; at + frame <= bytes.length; at += frame) {
                if (log.getLong(at + 8) != log.getLong(SALT_OFFSET)) {
                    throw new IOException("the catalog's log began anew (expected: as many transactions as it holds)");
                }
                if (log.getInt(at + 4) != 0) { // the frame that ends a transaction
                    ends.add(at + frame);
                }
            }
        }
        return new CatalogLog(bytes, List.copyOf(ends));
    }

    /** Takes a log's transactions into the catalog itself: the next log begins behind them. */
    static void fold(Path catalog) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + catalog);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** How many transactions it has. */
    int commits() {
        return ends.size() - 1;
    }

    /** Where a transaction ends. */
    int end(int commit) {
        return ends.get(commit);
    }

    /** Writes the log beside a catalog, cut off behind a transaction. */
    void write(Path catalog, long commits) throws IOException {
        Files.write(beside(catalog), Arrays.copyOf(bytes, ends.get((int) commits)));
    }
}
