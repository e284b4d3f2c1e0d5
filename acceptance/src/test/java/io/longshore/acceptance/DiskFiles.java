package io.longshore.acceptance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Disks in files: random ones from a seed, sparse ones, and real file systems. */
final class DiskFiles {
    static final long MIB = 1 << 20;
    static final long GIB = 1 << 30;
    static final long TIB = GIB << 10;

    private DiskFiles() {}

    /** A file of {@code bytes} bytes that can't be compressed. */
    static Path random(Path file, long bytes, long seed) {
        var random = new SplittableRandom(seed);
        var chunk = new byte[(int) MIB];
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= chunk.length) {
                random.nextBytes(chunk);
                write(out, ByteBuffer.wrap(chunk, 0, (int) Math.min(left, chunk.length)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** A file of {@code bytes} bytes that is holes but for {@code dataBytes} of random data, spread evenly in pieces of a MiB. */
    static Path sparse(Path file, long bytes, long dataBytes, long seed) {
        var random = new SplittableRandom(seed);
        var chunk = new byte[(int) MIB];
        long pieces = dataBytes / MIB;
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(bytes);
            for (long piece = 0; piece < pieces; piece++) {
                random.nextBytes(chunk);
                out.seek(bytes / pieces * piece / MIB * MIB);
                out.write(chunk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** A raw disk of {@code mib} MiB with an ext4 file system that holds {@code files} files. */
    static Path ext4(Path folder, String name, int mib, int files) {
        var content = folder.resolve(name + ".content");
        try {
            Files.createDirectories(content.resolve("etc"));
            for (int i = 0; i < files; i++) {
                random(content.resolve("etc/file-" + i), 1000L * i + 17, i);
            }
            var disk = folder.resolve(name);
            Program.run("truncate", "-s", mib + "M", disk.toString()).ok();
            Program.run("mkfs.ext4", "-q", "-F", "-d", content.toString(), disk.toString())
                    .ok();
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same bytes in both files. */
    static boolean equal(Path one, Path other) {
        try {
            return Files.mismatch(one, other) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
