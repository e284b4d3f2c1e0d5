package io.longshore.client;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file or block device that is there, block by block. Not thread-safe. */
final class TargetFile implements AutoCloseable {
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES).asReadOnlyBuffer();

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer room = ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);

    private TargetFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static TargetFile open(Path path) throws IOException {
        return new TargetFile(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** @throws FileSystemException when it has less room than the content needs */
    void checkRoom(long lengthBytes) throws IOException {
        long size = channel.size();
        if (size < lengthBytes) {
            throw new FileSystemException(
                    path.toString(), null, "it has " + size + " bytes (expected: at least " + lengthBytes + ")");
        }
    }

    /** The digest of what lies there, as if zeros followed up to a whole block. */
    Digest digest(long offset, int length) throws IOException {
        return digest(read(offset, length));
    }

    static Digest digest(ByteBuffer bytes) {
        var hasher = Digest.hasher();
        int missing = DiskTree.BLOCK_BYTES - bytes.remaining();
        hasher.update(bytes);
        hasher.update(ZEROS.duplicate().limit(missing));
        return Digest.of(hasher.digest());
    }

    boolean isZeros(long offset, int length) throws IOException {
        return read(offset, length).mismatch(ZEROS.duplicate().limit(length)) < 0;
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        room.clear().limit(length);
        while (room.hasRemaining()) {
            if (channel.read(room, offset + room.position()) < 0) {
                throw new EOFException(
                        path + ": it ends at " + (offset + room.position()) + " (expected: " + (offset + length) + ")");
            }
        }
        return room.flip();
    }

    /** @throws FileSystemException which names the target: a device that may not be written says so only here */
    void write(long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            var named = new FileSystemException(path.toString(), null, "not written at " + at + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    void writeZeros(long offset, int length) throws IOException {
        write(offset, ZEROS.duplicate().limit(length));
    }

    /** Has all that was written on the device. */
    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
