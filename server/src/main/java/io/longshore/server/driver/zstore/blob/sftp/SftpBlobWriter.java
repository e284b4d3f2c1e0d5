package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.zstore.blob.BlobWriter;
import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;

/**
 * Writes one file under a temporary name. What the server acknowledged stays in it when the connection breaks: the next call
 * opens it again and goes on behind that.
 */
final class SftpBlobWriter implements BlobWriter {
    /** A write that failed with less than this free failed for want of room: version 3 has no code for it. */
    private static final long FULL_BELOW_BYTES = 4 << 20;

    private final SftpBlobStore store;
    private final String target;
    private final String temporary;
    private final SftpFile file;
    private long position;
    private boolean flushed;

    /** A rename was sent whose answer did not come. */
    private boolean uncertain;

    private boolean done;

    SftpBlobWriter(SftpBlobStore store, String target, String writer) {
        this.store = store;
        this.target = target;
        this.temporary = target + "." + writer + SftpBlobStore.UNFINISHED;
        this.file = new SftpFile(
                store.pool(),
                temporary,
                EnumSet.of(OpenMode.Write, OpenMode.Create, OpenMode.Truncate),
                EnumSet.of(OpenMode.Write));
    }

    /** Makes the file, empty. */
    SftpBlobWriter start() throws IOException {
        file.use((_, _) -> true);
        return this;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        long length = 0;
        for (var buffer : buffers) {
            length += buffer.remaining();
        }
        try {
            file.use((connection, handle) -> {
                connection.write(handle, position, buffers);
                return true;
            });
        } catch (RemoteException e) {
            throw explained(e);
        }
        position += length;
    }

    @Override
    public void flush() throws IOException {
        if (flushed) {
            return;
        }
        try {
            file.use((connection, handle) -> {
                var fsync = connection.fsync();
                if (fsync.isPresent()) {
                    fsync.get().fsync(handle);
                }
                long size = connection.client().stat(handle).getSize();
                if (size != position) { // a host that broke down and came back has lost what was not flushed
                    throw new FileSystemException(temporary, null, size + " bytes (expected: " + position + ")");
                }
                return true;
            });
        } catch (RemoteException e) {
            throw explained(e);
        }
        flushed = true;
        file.close();
    }

    @Override
    public void commit() throws IOException {
        flush();
        try {
            store.rename(temporary, target);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            if (!uncertain || store.size(target).orElse(-1) != position) {
                throw e;
            }
            // an earlier try got through: nobody else draws this name
        } catch (RemoteException e) {
            uncertain = true;
            throw e;
        }
        store.folders().flush(SftpFolders.parent(target));
        done = true;
    }

    private IOException explained(RemoteException failure) {
        try {
            if (store.space().free().orElse(Long.MAX_VALUE) < FULL_BELOW_BYTES) {
                return new StorageFullException(target + ": no room for more", failure);
            }
        } catch (IOException unknown) {
            failure.addSuppressed(unknown);
        }
        return failure;
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (!done) {
            store.remove(temporary);
            done = true;
        }
    }
}
