package io.longshore.server.driver;

import io.longshore.disk.DiskTree;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * A fixed number of {@link BlockBuffer}s: the budget of bytes in flight. Memory is taken when first needed and kept.
 * Thread-safe.
 */
public final class BlockBuffers {
    /** Bytes of one buffer: a block, and as much again as a record's header and alignment may need. */
    public static final int ROOM_BYTES = DiskTree.BLOCK_BYTES + 2 * BlockBuffers.ALIGNMENT_BYTES;

    /** What position and memory of a direct read must be a multiple of. */
    public static final int ALIGNMENT_BYTES = 4096;

    private final int buffers;
    private final Semaphore free;
    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /** A budget of {@code buffers} blocks, at least 1. */
    public BlockBuffers(int buffers) {
        if (buffers < 1) {
            throw new IllegalArgumentException("buffers: " + buffers + " (expected: >= 1)");
        }
        this.buffers = buffers;
        this.free = new Semaphore(buffers);
    }

    /** How many there are. */
    public int size() {
        return buffers;
    }

    /** Waits for a buffer. It is empty: position 0, limit one block. */
    public BlockBuffer take() throws InterruptedException {
        free.acquire();
        return lend();
    }

    /** As {@link #take}, within a part of the budget: a permit of {@code part} is taken with the buffer and comes back with it. */
    public BlockBuffer take(Semaphore part) throws InterruptedException {
        part.acquire();
        boolean taken = false;
        try {
            var buffer = take();
            taken = true;
            return new BlockBuffer(buffer.bytes(), () -> {
                buffer.close();
                part.release();
            });
        } finally {
            if (!taken) {
                part.release();
            }
        }
    }

    /** As {@link #take}, but not to be interrupted. */
    public BlockBuffer takeUninterruptibly() {
        free.acquireUninterruptibly();
        return lend();
    }

    /** A buffer if one is free at once; for work that gets along with fewer. */
    public Optional<BlockBuffer> tryTake() {
        return free.tryAcquire() ? Optional.of(lend()) : Optional.empty();
    }

    private BlockBuffer lend() {
        var bytes = idle.poll();
        if (bytes == null) {
            bytes = allocate();
        }
        bytes.clear().limit(DiskTree.BLOCK_BYTES);
        var lent = bytes;
        return new BlockBuffer(lent, () -> {
            idle.add(lent);
            free.release();
        });
    }

    private ByteBuffer allocate() {
        boolean allocated = false;
        try {
            var bytes = ByteBuffer.allocateDirect(ROOM_BYTES + ALIGNMENT_BYTES)
                    .alignedSlice(ALIGNMENT_BYTES)
                    .slice(0, ROOM_BYTES);
            allocated = true;
            return bytes;
        } finally {
            if (!allocated) {
                free.release();
            }
        }
    }
}
