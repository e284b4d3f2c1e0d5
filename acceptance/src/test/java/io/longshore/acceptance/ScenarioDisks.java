package io.longshore.acceptance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** The disk files that clients/scenario/README.md lists. Their seeds never change: digests of them stand in the transcript. */
final class ScenarioDisks {
    private ScenarioDisks() {}

    static void make(Path folder) throws IOException {
        small(folder.resolve("small.raw"));
        DiskFiles.random(folder.resolve("data.raw"), 8 * DiskFiles.MIB, 21);
        DiskFiles.random(folder.resolve("big.raw"), 256 * DiskFiles.MIB, 22);
        var backed = folder.resolve("backed.qcow2").toString();
        Program.run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "base.raw", "-F", "raw", backed, "8M")
                .ok();
        var taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("letter"), "somebody else's\n");
    }

    /** Data, a long hole, data, a long hole, and data up to an odd end. */
    private static void small(Path file) throws IOException {
        var random = new Random(20);
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            for (long offset : new long[] {0, 9 * DiskFiles.MIB, 24 * DiskFiles.MIB - DiskFiles.MIB / 2}) {
                var data = new byte[(int) Math.min(2 * DiskFiles.MIB, 24 * DiskFiles.MIB + 511 - offset)];
                random.nextBytes(data);
                out.seek(offset);
                out.write(data);
            }
        }
    }
}
