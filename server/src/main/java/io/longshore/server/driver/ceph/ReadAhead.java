package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks of an image, and begins to read those that a reader who goes through the disk will ask for next: many requests are under way then, however few
 * threads ask. Takes buffers for that only where there are some to spare. Thread-safe.
 */
final class ReadAhead implements AutoCloseable {
    private static final int UNDER_WAY = 16;

    /** How far to look for the next data: what lies behind a larger hole is read when it is asked for. */
    private static final int REACH = 512;

    private final DiskIdentity disk;
    private final Workshop workshop;
    private final RbdImage snapshot;
    private final BlockTable table;
    private final TreeMap<Long, BlockRead> begun = new TreeMap<>();
    private long asked = Long.MIN_VALUE;
    private long next;

    ReadAhead(DiskIdentity disk, Workshop workshop, RbdImage snapshot, BlockTable table) {
        this.disk = disk;
        this.workshop = workshop;
        this.snapshot = snapshot;
        this.table = table;
    }

    /** The read of a block, begun now or before; whoever has it closes it. */
    BlockRead read(long index) throws IOException {
        var read = take(index);
        if (read == null) {
            read = start(index, workshop.readBuffers().takeUninterruptibly());
        }
        boolean goingOn = false;
        try {
            goOn(index);
            goingOn = true;
            return read;
        } finally {
            if (!goingOn) {
                read.close();
            }
        }
    }

    private synchronized @Nullable BlockRead take(long index) {
        return begun.remove(index);
    }

    private BlockRead start(long index, BlockBuffer buffer) throws IOException {
        return BlockRead.start(snapshot, disk.lengthBytes(), index, buffer);
    }

    private synchronized void goOn(long index) throws IOException {
        boolean inOrder = index > asked - REACH && index <= Math.max(asked, next) + 1;
        asked = Math.max(index, inOrder ? asked : index);
        if (!inOrder) {
            next = index + 1;
            forget(begun);
            return;
        }
        forget(begun.headMap(asked - REACH));
        next = Math.max(next, asked + 1);
        long end = Math.min(asked + REACH, disk.blocks());
        while (begun.size() < UNDER_WAY && next < end) {
            if (table.place(next) != null) {
                var buffer = workshop.aheadBuffers().tryTake();
                if (buffer.isEmpty()) {
                    return;
                }
                begun.put(next, start(next, buffer.get()));
            }
            next++;
        }
    }

    private static void forget(Map<Long, BlockRead> reads) {
        reads.values().forEach(BlockRead::close);
        reads.clear();
    }

    @Override
    public synchronized void close() {
        forget(begun);
    }
}
