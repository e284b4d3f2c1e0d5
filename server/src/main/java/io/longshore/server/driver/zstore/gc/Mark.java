package io.longshore.server.driver.zstore.gc;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.zstore.index.BlockIndex;
import io.longshore.server.driver.zstore.index.Location;
import io.longshore.server.driver.zstore.index.RecordStore;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackLayout;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is live: a bit for each record of each pack. Each node is read once, however many disks share it, so that the work
 * follows unique nodes. For one thread.
 */
final class Mark {
    private final BlockIndex index;
    private final RecordStore records;
    private final Runnable nodeRead;
    private final ByteBuffer room = ByteBuffer.allocateDirect(PackLayout.UNIT_BYTES + PackLayout.MAX_STORED_BYTES);
    private final Map<PackId, BitSet> live = new HashMap<>();
    private final Map<PackId, Long> liveBytes = new HashMap<>();

    /** @param nodeRead is told of each node that was read */
    Mark(BlockIndex index, RecordStore records, Runnable nodeRead) {
        this.index = index;
        this.records = records;
        this.nodeRead = nodeRead;
    }

    private record Step(int level, Digest digest) {}

    /**
     * Marks a disk's nodes and blocks.
     *
     * @throws ReclaimRefusedException when one of them is missing, or a node is damaged
     */
    void disk(DiskIdentity disk, String what) throws IOException, InterruptedException {
        Deque<Step> open = new ArrayDeque<>();
        open.push(new Step(disk.depth(), disk.root()));
        while (!open.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("marking was interrupted");
            }
            var step = open.pop();
            if (step.digest().equals(DiskTree.zeros(step.level())) || !add(step, what) || step.level() == 0) {
                continue;
            }
            push(step, open, what);
        }
    }

    private void push(Step step, Deque<Step> open, String what) throws IOException {
        try {
            var node = records.node(step.digest());
            nodeRead.run();
            for (int i = 0; i < DiskTree.FAN_OUT; i++) {
                open.push(new Step(step.level() - 1, node.child(i)));
            }
        } catch (CorruptBlockException e) {
            throw new ReclaimRefusedException(what + ": " + e.getMessage(), e);
        }
    }

    /** Returns false when it was marked before. */
    private boolean add(Step step, String what) throws IOException {
        var kind = step.level() == 0 ? RecordKind.BLOCK : RecordKind.NODE;
        var location = place(kind, step.digest())
                .orElseThrow(() -> new ReclaimRefusedException(
                        what + ": " + kind + " " + step.digest() + " is missing (expected: on the storage)"));
        var bits = live.computeIfAbsent(location.pack(), _ -> new BitSet());
        if (bits.get(location.ordinal())) {
            return false;
        }
        bits.set(location.ordinal());
        liveBytes.merge(location.pack(), bytes(location), Long::sum);
        return true;
    }

    /**
     * Where something lies, from now on too. What lies twice is read: all but one of the copies goes, and where one was damaged and healed an index that was
     * made anew may know of the damaged one first.
     */
    private Optional<Location> place(RecordKind kind, Digest digest) throws IOException {
        if (index.liesTwice(kind, digest)) {
            try {
                return Optional.of(records.read(kind, digest, room).location());
            } catch (CorruptBlockException _) {
                // none of them is whole: whoever reads it is told
            }
        }
        return index.find(kind, digest);
    }

    private static long bytes(Location location) {
        return 64L + location.storedBytes();
    }

    /** Ordinals of a pack's live records. */
    BitSet live(PackId pack) {
        return live.getOrDefault(pack, new BitSet());
    }

    /** Bytes that a pack's live records take. */
    long liveBytes(PackId pack) {
        return liveBytes.getOrDefault(pack, 0L);
    }

    /** Bytes that all live records take. */
    long liveBytes() {
        return liveBytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
