package io.longshore.server.driver.zstore.blob.sftp;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Makes folders, and flushes names in them where the server can: OpenSSH flushes a folder that was opened as if it were a
 * file, which the protocol neither asks for nor forbids.
 */
final class SftpFolders {
    private final SftpPool pool;
    private final String root;
    private final Set<String> durable = ConcurrentHashMap.newKeySet();

    /** False once the server refused: names are durable as far as its file system sees to it. */
    private volatile boolean flushes = true;

    SftpFolders(SftpPool pool, String root) {
        this.pool = pool;
        this.root = root;
    }

    /** Makes the folder and its parents up to the root, which is there; returns when they are durable. */
    void ensure(String folder) throws IOException {
        if (durable.contains(folder) || folder.length() <= root.length()) {
            return;
        }
        ensure(parent(folder));
        make(folder);
        flush(parent(folder)); // also where it was there: whoever made it may not have come to this
        durable.add(folder);
    }

    /** A folder is removed, and those below it: they have to be made again. */
    void forget(String folder) {
        durable.removeIf(known -> known.equals(folder) || known.startsWith(folder + "/"));
    }

    /** Makes the root itself and its parents. */
    void ensureRoot() throws IOException {
        for (int slash = root.indexOf('/', 1); slash > 0; slash = root.indexOf('/', slash + 1)) {
            make(root.substring(0, slash));
        }
        make(root);
        flush(parent(root));
    }

    private void make(String folder) throws IOException {
        pool.use(folder, connection -> {
            try {
                connection.client().mkdir(folder);
                return true;
            } catch (SftpException e) {
                // version 3 has no code for what is there already
                if (exists(connection, folder)) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static boolean exists(SftpConnection connection, String folder) throws IOException {
        try {
            return connection.client().stat(folder).isDirectory();
        } catch (SftpException e) {
            if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return false;
            }
            throw e;
        }
    }

    /** Returns when the names in the folder are durable, or can't be made so. */
    void flush(String folder) throws IOException {
        if (flushes) {
            flushes = pool.use(folder, connection -> flush(connection, folder));
        }
    }

    /** Returns false where the server can't. */
    private static boolean flush(SftpConnection connection, String folder) throws IOException {
        var fsync = connection.fsync();
        if (fsync.isEmpty()) {
            return false;
        }
        try (var handle = connection.client().open(folder, EnumSet.of(OpenMode.Read))) {
            fsync.get().fsync(handle);
            return true;
        } catch (SftpException _) {
            return false;
        }
    }

    /** Finds out whether names are flushed. */
    boolean tryFlush() throws IOException {
        flush(root);
        return flushes;
    }

    /** Whether names are flushed, as far as is known. */
    boolean flushes() {
        return flushes;
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }
}
