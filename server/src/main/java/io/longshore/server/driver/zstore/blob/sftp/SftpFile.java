package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.IOException;
import java.util.Set;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.Handle;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.jspecify.annotations.Nullable;

/** A file that stays open from call to call, on whichever connection, and is opened again when that one broke. For one thread. */
final class SftpFile implements AutoCloseable {
    private final SftpPool pool;
    private final String path;
    private Set<OpenMode> modes;
    private final Set<OpenMode> modesAgain;
    private SftpPool.@Nullable Slot slot;
    private @Nullable SftpConnection connection;
    private @Nullable CloseableHandle handle;

    /**
     * Opens the file at its first use.
     *
     * @param modesAgain how it is opened after a connection broke
     */
    SftpFile(SftpPool pool, String path, Set<OpenMode> modes, Set<OpenMode> modesAgain) {
        this.pool = pool;
        this.path = path;
        this.modes = modes;
        this.modesAgain = modesAgain;
    }

    /** What is done with the open file. */
    interface Use<T> {
        T with(SftpConnection connection, Handle handle) throws IOException;
    }

    <T> T use(Use<T> use) throws IOException {
        var open = handle;
        var held = slot;
        if (open == null || held == null) {
            return pool.pick(picked -> picked.use(path, fresh -> open(picked, fresh, use)));
        }
        return held.use(path, current -> {
            if (current != connection) {
                return open(held, current, use);
            }
            return use.with(current, open);
        });
    }

    private <T> T open(SftpPool.Slot on, SftpConnection fresh, Use<T> use) throws IOException {
        var opened = fresh.client().open(path, modes);
        modes = modesAgain;
        slot = on;
        connection = fresh;
        handle = opened;
        return use.with(fresh, opened);
    }

    @Override
    public void close() throws IOException {
        var open = handle;
        var held = slot;
        handle = null;
        if (open == null || held == null) {
            return;
        }
        try {
            held.use(path, current -> {
                if (current == connection) {
                    current.client().close(open);
                }
                return true;
            });
        } catch (RemoteException _) {
            // it went with its connection
        }
    }
}
