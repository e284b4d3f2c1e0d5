package io.longshore.bench;

import io.longshore.bench.peer.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Disks to work on, made once and kept: an ext4 file system with installed software (this machine's, in the order of its names) and a file that can't be
 * compressed, the rest free. Whatever is not a file of the machine comes from seeds.
 */
public final class Disks {
    /** Software is looked for here, in this order. */
    private static final List<Path> SOFTWARE = List.of(Path.of("/usr/bin"), Path.of("/usr/lib"), Path.of("/usr/share"));

    private static final int MIB = 1 << 20;
    private static final long TIB = 1L << 40;

    private final Path folder;
    private final Shell shell;
    private final Size size;

    /** How large a disk is, and how much of what is on it; in MiB. */
    public record Size(int disk, int software, int incompressible) {
        /** What the published figures are taken with. */
        public static final Size FULL = new Size(6 * 1024, 1024, 1024);

        /** To see whether everything works. */
        public static final Size QUICK = new Size(512, 64, 64);

        @Override
        public String toString() {
            return disk + " MiB ext4 disk, " + software + " MiB of installed software, " + incompressible
                    + " MiB incompressible, the rest free";
        }
    }

    Disks(Path folder, Shell shell, Size size) {
        this.folder = folder;
        this.shell = shell;
        this.size = size;
    }

    public Size size() {
        return size;
    }

    /** The disk. Nobody writes to it. */
    public Path disk() throws IOException, InterruptedException {
        var disk = folder.resolve("disk-" + size.disk() + ".raw");
        if (Files.notExists(disk)) {
            System.err.println("makes " + disk);
            var tree = folder.resolve("tree");
            Shell.delete(tree);
            Files.createDirectories(tree);
            gatherSoftware(tree);
            writeRandom(tree.resolve("incompressible"), size.incompressible());
            var part = folder.resolve("disk.part");
            Files.deleteIfExists(part);
            var mkfs = Shell.has("mkfs.ext4") ? "mkfs.ext4" : "/usr/sbin/mkfs.ext4";
            shell.run(mkfs, "-q", "-F", "-d", tree.toString(), part.toString(), size.disk() + "m");
            Files.move(part, disk);
            Shell.delete(tree);
        }
        return disk;
    }

    /** Hard links where they can be made: mkfs copies the bytes anyway. */
    private void gatherSoftware(Path tree) throws IOException {
        long left = (long) size.software() * MIB;
        for (var place : SOFTWARE) {
            for (var file : files(place)) {
                long length = Files.size(file);
                if (length <= left) {
                    left -= length;
                    var target = tree.resolve(file.toString().substring(1));
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    private static List<Path> files(Path place) throws IOException {
        try (var all = Files.walk(place)) {
            return all.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .filter(Files::isReadable)
                    .sorted()
                    .toList();
        }
    }

    private static void writeRandom(Path file, int mib) throws IOException {
        var random = new Random(1);
        var bytes = new byte[MIB];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < mib; i++) {
                random.nextBytes(bytes);
                out.write(bytes);
            }
        }
    }

    /** A copy of the disk that may be changed. */
    public Path copy(String name) throws IOException, InterruptedException {
        var copy = folder.resolve(name);
        Files.deleteIfExists(copy);
        shell.run("cp", "--sparse=always", disk().toString(), copy.toString());
        return copy;
    }

    /** Writes 4 KiB somewhere into each of 1 % of a disk's blocks of 1 MiB; gives how many blocks that were. */
    public int change(Path disk, int seed) throws IOException {
        var random = new Random(seed);
        int touched = Math.max(1, size.disk() / 100);
        var blocks = new ArrayList<>(
                java.util.stream.IntStream.range(0, size.disk()).boxed().toList());
        java.util.Collections.shuffle(blocks, random);
        try (var channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            for (int block : blocks.subList(0, touched)) {
                var bytes = new byte[4096];
                random.nextBytes(bytes);
                write(channel, bytes, (long) block * MIB + 4096L * random.nextInt(256));
            }
        }
        return touched;
    }

    /** A disk of 1 TiB that is all holes but for 64 blocks far from each other. */
    public Path sparse() throws IOException {
        var disk = folder.resolve("sparse-1tib.raw");
        if (Files.notExists(disk)) {
            var random = new Random(2);
            try (var channel = FileChannel.open(disk, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                for (int i = 0; i < 64; i++) {
                    var bytes = new byte[MIB];
                    random.nextBytes(bytes);
                    write(channel, bytes, TIB / 64 * i + 5L * MIB);
                }
                write(channel, new byte[1], TIB - 1);
            }
        }
        return disk;
    }

    private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, position + buffer.position());
        }
    }
}
