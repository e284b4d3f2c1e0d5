package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Room on a file system that is kept back by a file which fills it. What the file holds means nothing. For one thread at a time. */
final class FileReserve {
    /** The file's name at the top of a storage. */
    static final String NAME = "reserve";

    private static final int PIECE_BYTES = 1 << 20;

    private final Path file;
    private final long bytes;

    /** @param bytes how much to keep back, at most; 0 for nothing */
    FileReserve(Path root, long bytes) {
        this.file = root.resolve(NAME);
        this.bytes = bytes;
    }

    /** Gives the room free; false where there was none. */
    boolean release() throws IOException {
        if (!Files.deleteIfExists(file)) {
            return false;
        }
        Folders.flush(Folders.of(file));
        return true;
    }

    /**
     * Keeps room back, as much as it should be or half of what is free. Nothing is flushed: a file system has taken the room when a write returns, and what a
     * crash leaves is filled up by the next call.
     */
    void keep() throws IOException {
        long there = size();
        if (there >= bytes) {
            return;
        }
        long free = Files.getFileStore(Folders.of(file)).getUsableSpace();
        long target = Math.min(bytes, there + free / 2);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(there);
            fill(channel, target - there);
        }
    }

    /** With what does not compress: a file system that does would keep nothing back. */
    private static void fill(FileChannel channel, long length) throws IOException {
        var noise = new byte[PIECE_BYTES];
        new Random(length).nextBytes(noise);
        for (long left = length; left > 0; ) {
            var piece = ByteBuffer.wrap(noise, 0, (int) Math.min(left, PIECE_BYTES));
            while (piece.hasRemaining()) {
                left -= channel.write(piece);
            }
        }
    }

    private long size() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }
}
