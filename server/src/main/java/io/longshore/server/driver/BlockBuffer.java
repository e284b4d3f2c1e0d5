package io.longshore.server.driver;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Room for one block outside the heap, aligned to 4 KiB, on loan from a {@link BlockBuffers}. Whoever has it closes it,
 * or hands it on.
 */
public final class BlockBuffer implements AutoCloseable {
    private final ByteBuffer bytes;
    private final Runnable giveBack;
    private final AtomicBoolean lent = new AtomicBoolean(true);

    BlockBuffer(ByteBuffer bytes, Runnable giveBack) {
        this.bytes = bytes;
        this.giveBack = giveBack;
    }

    /** The room itself, always the same object: big-endian, {@link BlockBuffers#ROOM_BYTES} of capacity. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Gives the room back. Closing again does nothing. */
    @Override
    public void close() {
        if (lent.compareAndSet(true, false)) {
            giveBack.run();
        }
    }
}
