package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** Reads one file, past the page cache (O_DIRECT) where its file system can. */
final class FileBlobStream implements BlobStream {
    /** By its name: the compiler has a warning for this option that nothing silences. */
    private static final Optional<OpenOption> DIRECT = findDirect();

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
        if (DIRECT.isPresent()) {
            try {
                return new FileBlobStream(
                        FileChannel.open(path, StandardOpenOption.READ, DIRECT.get()), ReadMode.DIRECT);
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException _) {
                // tmpfs and some network file systems have no direct reads
            }
        }
        return new FileBlobStream(FileChannel.open(path, StandardOpenOption.READ), ReadMode.CACHED);
    }

    private static Optional<OpenOption> findDirect() {
        try {
            return Arrays.stream(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(constant -> constant.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException _) {
            return Optional.empty(); // a Java platform without the option
        }
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
