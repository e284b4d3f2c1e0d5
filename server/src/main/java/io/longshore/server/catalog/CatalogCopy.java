package io.longshore.server.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Copies a catalog while a server runs on it, whole or not at all, into a file that its owner alone can read. Nothing in the catalog is a plain secret: passwords are
 * hashed, keys of storages sealed with the data folder's own key, which is not in the copy; sessions are left out.
 *
 * <p>Whatever becomes of the storages after the copy, it can't know. So in the copy each storage's epoch is {@value #EPOCH}, behind that of any storage: a server on
 * it can read them, and write to each once it was adopted.
 */
public final class CatalogCopy {
    /** Behind every epoch that a storage has. */
    private static final long EPOCH = -1;

    private static final int BUSY_MILLIS = 30_000;

    private CatalogCopy() {}

    /**
     * Makes a copy of a data folder's catalog.
     *
     * @param target a file that must not be there
     */
    public static void make(Path dataFolder, Path target) throws IOException {
        var catalog = dataFolder.resolve(Catalog.FILE);
        if (!Files.exists(catalog)) {
            throw new NoSuchFileException(catalog.toString(), null, "no catalog (expected: that of a server)");
        }
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        replace(catalog, target);
    }

    /** Makes a copy of a catalog of any version, in place of an earlier one where there is one. */
    static void replace(Path catalog, Path target) throws IOException {
        var unfinished = target.resolveSibling(target.getFileName() + ".tmp");
        Files.deleteIfExists(unfinished);
        try {
            // SQLite fills an empty file, and leaves its permissions.
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            copy(catalog, unfinished);
            mark(unfinished);
            try (var file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            flushFolder(target);
        } catch (SQLException e) {
            throw new IOException("copying " + catalog + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void flushFolder(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** In one read transaction, which holds up no writer. */
    private static void copy(Path catalog, Path target) throws SQLException {
        try (var connection = source(catalog).getConnection();
                var statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, target.toAbsolutePath().toString());
            statement.execute();
        }
    }

    private static void mark(Path copy) throws SQLException {
        try (var connection = source(copy).getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE backup_storage SET epoch = " + EPOCH);
            statement.executeUpdate("DELETE FROM session");
            statement.executeUpdate("DELETE FROM lease");
            statement.execute("VACUUM"); // what was deleted is not in the file
        }
    }

    private static SQLiteDataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }
}
