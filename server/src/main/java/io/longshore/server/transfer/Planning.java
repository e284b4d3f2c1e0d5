package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.DigestStore;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.transfer.OwnThread.Cancellation;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a transfer would send: the same walk, without its writes. Looks at the source's nodes alone and writes nothing; it takes no lease, so what it
 * found may be out of date as soon as it is told. A block that comes twice is sent once where the destination keeps blocks by their digests.
 */
final class Planning {
    private final TransferEngine engine;
    private final StorageDriver destination;
    private final @Nullable DigestStore known;

    Planning(TransferEngine engine, StorageDriver destination) {
        this.engine = engine;
        this.destination = destination;
        this.known = destination.digests().orElse(null);
    }

    List<Plan> plan(List<DiskCopy> disks, TransferMonitor monitor) throws InterruptedException {
        long total = disks.stream().mapToLong(copy -> copy.disk().lengthBytes()).sum();
        try (var progress = monitor.step("plan", OptionalLong.of(total))) {
            var plans = OwnThread.run(cancellation -> plan(disks, progress, cancellation));
            progress.end();
            return plans;
        } catch (IOException e) {
            throw TransferFailures.of(e, destination.uuid());
        }
    }

    private List<Plan> plan(List<DiskCopy> disks, StepProgress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        var plans = new ArrayList<Plan>();
        try (var seen = new DigestSet()) {
            for (var copy : disks) {
                if (copy.there()) {
                    plans.add(there(copy.disk(), progress));
                    continue;
                }
                try (var source = SourceDisk.open(engine, copy.source(), copy.disk())) {
                    plans.add(plan(source, seen, progress, cancellation));
                }
            }
        }
        return plans;
    }

    private static Plan there(DiskIdentity disk, StepProgress progress) {
        progress.skipped(disk.lengthBytes());
        return disk.zeros() ? new Plan(disk, 0, 0, disk.lengthBytes()) : new Plan(disk, 0, disk.lengthBytes(), 0);
    }

    private Plan plan(SourceDisk source, DigestSet seen, StepProgress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        var walk = TreeWalk.over(source.disk(), source::node, this::hasNode);
        long send = 0;
        long zeros = 0;
        long had = 0;
        for (var extent = walk.next(); extent != null; extent = walk.next()) {
            cancellation.check();
            long bytes = bytes(extent, source.disk().lengthBytes());
            progress.skipped(bytes);
            switch (extent) {
                case Extent.Zeros _ -> zeros += bytes;
                case Extent.Block block when mustSend(block.digest(), seen) -> send += bytes;
                case Extent.Block _, Extent.Subtree _ -> had += bytes;
            }
        }
        return new Plan(source.disk(), send, had, zeros);
    }

    private boolean hasNode(Digest digest) {
        return known != null && known.hasNode(digest);
    }

    private boolean mustSend(Digest digest, DigestSet seen) {
        return known == null || (!known.hasBlock(digest) && seen.add(digest));
    }

    private static long bytes(Extent extent, long lengthBytes) {
        long end = Math.min((extent.firstBlock() + extent.blocks()) * DiskTree.BLOCK_BYTES, lengthBytes);
        return Math.max(0, end - extent.offsetBytes());
    }
}
