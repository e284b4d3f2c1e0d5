package io.longshore.client;

import io.longshore.disk.DiskTree;
import io.longshore.disk.file.Direct;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that a disk is written into, in pieces at any place; what no piece was written to is a hole. Pieces go past the page cache where the file system can and
 * the piece is aligned: the cache would take memory as large as the disk, and what is flushed in the end anyway would be copied once more. Not thread-safe.
 */
final class DiskFile implements AutoCloseable {
    private final FileChannel cached;
    private final @Nullable FileChannel direct;
    private final ByteBuffer room = Direct.allocate(DiskTree.BLOCK_BYTES);
    private final Writeback writeback;

    private DiskFile(FileChannel cached, @Nullable FileChannel direct) {
        this.cached = cached;
        this.direct = direct;
        this.writeback = new Writeback(cached);
    }

    /** An empty one, whatever was there before. */
    static DiskFile create(Path path) throws IOException {
        var cached = FileChannel.open(
                path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        boolean opened = false;
        try {
            var file = new DiskFile(cached, direct(path));
            opened = true;
            return file;
        } finally {
            if (!opened) {
                cached.close();
            }
        }
    }

    private static @Nullable FileChannel direct(Path path) throws IOException {
        var option = Direct.option();
        var folder = path.toAbsolutePath().getParent();
        if (option.isEmpty() || folder == null || !Direct.fits(folder)) {
            return null;
        }
        try {
            return FileChannel.open(path, StandardOpenOption.WRITE, option.get());
        } catch (IOException | UnsupportedOperationException _) {
            return null; // tmpfs and some network file systems have no direct writes
        }
    }

    /** Writes all that remains in {@code bytes}, without moving its position. */
    void write(long offset, ByteBuffer bytes) throws IOException, InterruptedException {
        int length = bytes.remaining();
        if (direct != null && offset % Direct.ALIGNMENT_BYTES == 0 && length % Direct.ALIGNMENT_BYTES == 0) {
            for (int done = 0; done < length; done += room.limit()) {
                room.clear().put(bytes.slice(bytes.position() + done, Math.min(room.capacity(), length - done)));
                writeAll(direct, offset + done, room.flip());
            }
            return;
        }
        writeAll(cached, offset, bytes.duplicate());
        writeback.wrote(length);
    }

    private static void writeAll(FileChannel file, long offset, ByteBuffer bytes) throws IOException {
        for (long at = offset; bytes.hasRemaining(); ) {
            at += file.write(bytes, at);
        }
    }

    /** Makes the file at least so long, with a hole at its end. */
    void extend(long length) throws IOException {
        if (cached.size() < length) {
            cached.write(ByteBuffer.wrap(new byte[1]), length - 1);
        }
    }

    /** Has all that was written on the device. */
    void force() throws IOException, InterruptedException {
        writeback.finish();
    }

    @Override
    public void close() throws IOException {
        try (cached) {
            if (direct != null) {
                direct.close();
            }
        }
    }
}
