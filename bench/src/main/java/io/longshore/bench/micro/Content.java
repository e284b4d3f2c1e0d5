package io.longshore.bench.micro;

import io.longshore.disk.DiskTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;

/** Blocks of 1 MiB to measure with, outside the heap as the server has them. */
final class Content {
    private static final long IN_THE_MIDST = 32L << 20;

    private Content() {}

    /** Installed software: a piece of the JDK's own classes. zstd makes some half of it. */
    static ByteBuffer software() {
        var modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        var block = ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);
        try (var file = FileChannel.open(modules)) {
            while (block.hasRemaining()) {
                if (file.read(block, IN_THE_MIDST + block.position()) < 0) {
                    throw new IOException(modules + ": too short");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return block.flip();
    }

    /** What can't be compressed. */
    static ByteBuffer random() {
        var bytes = new byte[DiskTree.BLOCK_BYTES];
        new Random(1).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Zeros. */
    static ByteBuffer zeros() {
        return ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);
    }
}
