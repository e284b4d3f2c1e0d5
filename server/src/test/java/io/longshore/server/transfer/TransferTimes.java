package io.longshore.server.transfer;

import static io.longshore.server.transfer.TransferFixture.MIB;

import com.sun.management.OperatingSystemMXBean;
import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.transfer.IngestRequest.Sum;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Tells how long disks take in, across and out, and what the processors do for it: a program to be run by hand, since no test may depend on how fast a machine is.
 * Arguments: an empty folder, the size in MiB, and optionally what part of each block can be compressed away, in percent.
 */
final class TransferTimes {
    private final TransferFixture disks;
    private final int blocks;
    private final ByteBuffer block = ByteBuffer.allocateDirect(MIB);

    private TransferTimes(TransferFixture disks, int blocks, int compressible) {
        this.disks = disks;
        this.blocks = blocks;
        var bytes = new byte[MIB];
        new Random(1).nextBytes(bytes);
        java.util.Arrays.fill(bytes, MIB - MIB / 100 * compressible, MIB, (byte) 'a');
        block.put(bytes);
    }

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        int compressible = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
        try (var disks = new TransferFixture(folder);
                var a = disks.storage("a");
                var b = disks.storage("b")) {
            var times = new TransferTimes(disks, Integer.parseInt(arguments[1]), compressible);
            var disk = times.ingest("ingest, no sums", a, 1, Set.of());
            times.ingest("ingest, MD5", a, 2, Set.of(Sum.MD5));
            times.copy("copy and read back", a, b, disk);
            times.copy("copy of nothing new", a, b, disk);
            times.export(b, disk);
        }
    }

    private interface Work<T> {
        T run() throws Exception;
    }

    private <T> T timed(String what, Work<T> work) throws Exception {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long processor = system.getProcessCpuTime();
        long start = System.nanoTime();
        var result = work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double busy = (system.getProcessCpuTime() - processor) / 1e9;
        System.out.printf(
                "%-22s %6.2f s  %6.0f MB/s  processors %6.2f s, %5.2f ms a block%n",
                what, seconds, blocks * (double) MIB / 1e6 / seconds, busy, busy * 1000 / blocks);
        return result;
    }

    private DiskIdentity ingest(String what, StorageDriver storage, long seed, Set<Sum> sums) throws Exception {
        return timed(what, () -> {
            var request = new IngestRequest(UUID.randomUUID(), storage, (long) blocks * MIB, sums, Optional.empty());
            try (var ingest = disks.engine.ingest(request, new TransferFixture.Keeper())) {
                for (int i = 0; i < blocks; i++) {
                    block.clear().putLong(0, seed).putLong(8, i); // no block is like another one
                    ingest.write(block);
                }
                return ingest.finish().identity();
            }
        });
    }

    private void copy(String what, StorageDriver from, StorageDriver to, DiskIdentity disk) throws Exception {
        timed(what, () -> {
            try (var transfer = disks.engine.start(UUID.randomUUID(), to, new KeptMonitor())) {
                timed("  copy", () -> {
                    transfer.copy(List.of(new DiskCopy(UUID.randomUUID(), from, disk)));
                    return true;
                });
                return timed("  read back", transfer::verify);
            }
        });
    }

    private void export(StorageDriver storage, DiskIdentity disk) throws Exception {
        timed("export", () -> {
            try (var export = disks.engine.export(storage, disk, 0, Long.MAX_VALUE)) {
                long bytes = 0;
                for (var run = export.next(); run != null; run = export.next()) {
                    bytes += run.lengthBytes();
                }
                return bytes;
            }
        });
    }
}
