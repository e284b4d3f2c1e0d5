package io.longshore.server.driver.ceph;

import io.longshore.disk.Digest;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads blocks of a snapshot and compares each with its digest; some are under way at a time, as many as there are buffers to spare. For one thread. */
final class Verification implements AutoCloseable {
    private static final int UNDER_WAY = 16;

    private final Workshop workshop;
    private final RbdImage snapshot;
    private final long lengthBytes;
    private final Deque<Expected> underWay = new ArrayDeque<>();

    Verification(Workshop workshop, RbdImage snapshot, long lengthBytes) {
        this.workshop = workshop;
        this.snapshot = snapshot;
        this.lengthBytes = lengthBytes;
    }

    private record Expected(BlockRead read, Digest digest) {}

    /** Begins to verify a block, and may finish others. */
    void add(long index, Digest digest) throws IOException, InterruptedException {
        underWay.add(new Expected(BlockRead.start(snapshot, lengthBytes, index, room()), digest));
    }

    /** A buffer; where none is free, one of our own blocks is finished first, so that nobody waits for us while we wait for him. */
    private BlockBuffer room() throws IOException, InterruptedException {
        while (!underWay.isEmpty()) {
            var free = underWay.size() < UNDER_WAY
                    ? workshop.readBuffers().tryTake()
                    : java.util.Optional.<BlockBuffer>empty();
            if (free.isPresent()) {
                return free.get();
            }
            finishOne();
        }
        return workshop.readBuffers().take();
    }

    private void finishOne() throws IOException {
        var next = underWay.remove();
        try (var read = next.read()) {
            read.await(workshop.patience(), next.digest(), workshop.codec());
        }
    }

    /** Finishes all. */
    void finish() throws IOException {
        while (!underWay.isEmpty()) {
            finishOne();
        }
    }

    /** Whether a block holds zeros. */
    boolean isZeros(long index) throws IOException, InterruptedException {
        try (var read = BlockRead.start(snapshot, lengthBytes, index, room())) {
            return BlockCodec.isZeros(read.await(workshop.patience()));
        }
    }

    @Override
    public void close() {
        while (!underWay.isEmpty()) {
            underWay.remove().read().close();
        }
    }
}
