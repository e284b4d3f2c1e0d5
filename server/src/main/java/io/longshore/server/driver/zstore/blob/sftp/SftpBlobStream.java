package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.zstore.blob.BlobStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;

/** Reads one file from its start to its end. */
final class SftpBlobStream implements BlobStream {
    private final SftpFile file;
    private final long size;
    private long position;

    SftpBlobStream(SftpPool pool, String path) throws IOException {
        this.file = new SftpFile(pool, path, EnumSet.of(OpenMode.Read), EnumSet.of(OpenMode.Read));
        this.size = file.use(
                (connection, handle) -> connection.client().stat(handle).getSize());
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public ReadMode mode() {
        return ReadMode.REMOTE;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int length = (int) Math.min(target.remaining(), size - position);
        var part = target.slice(target.position(), length);
        file.use((connection, handle) -> {
            connection.read(handle, position, part);
            return true;
        });
        target.position(target.position() + length);
        position += length;
        return length;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
