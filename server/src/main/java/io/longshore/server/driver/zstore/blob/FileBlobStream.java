package io.longshore.server.driver.zstore.blob;

import io.longshore.disk.file.Direct;
import io.longshore.server.driver.ReadMode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads one file, past the page cache (O_DIRECT) where its file system can. */
final class FileBlobStream implements BlobStream {
    private final FileChannel file;
    private final ReadMode mode;
    private final long size;
    private long position;

    private FileBlobStream(FileChannel file, ReadMode mode) throws IOException {
        this.file = file;
        this.mode = mode;
        this.size = file.size();
    }

    static FileBlobStream open(Path path) throws IOException {
        var direct = Direct.option();
        if (direct.isPresent()) {
            try {
                return new FileBlobStream(
                        FileChannel.open(path, StandardOpenOption.READ, direct.get()), ReadMode.DIRECT);
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException _) {
                // tmpfs and some network file systems have no direct reads
            }
        }
        return new FileBlobStream(FileChannel.open(path, StandardOpenOption.READ), ReadMode.CACHED);
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public ReadMode mode() {
        return mode;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int total = 0;
        while (target.hasRemaining() && position < size) {
            int read = file.read(target, position);
            if (read <= 0) {
                throw new EOFException("ended at " + position + " (expected: " + size + " bytes)");
            }
            position += read;
            total += read;
        }
        return total;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
