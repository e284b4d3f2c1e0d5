package io.longshore.server.driver.zstore.pack;

import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.zstore.blob.BlobStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Looks at a blob's bytes from its start to its end through a window of fixed size. Keeps the stream's reads aligned,
 * which direct reads ask for. For one thread.
 */
final class PackWindow {
    /** Holds the largest footer, and several blocks. */
    static final int BYTES = 4 << 20;

    private final BlobStream stream;
    private final ByteBuffer window;
    private long base;

    /** {@code memory} holds {@link #BYTES}, aligned. */
    PackWindow(BlobStream stream, ByteBuffer memory) {
        this.stream = stream;
        this.window = memory.clear().limit(0);
    }

    static ByteBuffer allocate() {
        return ByteBuffer.allocateDirect(BYTES + BlockBuffers.ALIGNMENT_BYTES)
                .alignedSlice(BlockBuffers.ALIGNMENT_BYTES)
                .slice(0, BYTES);
    }

    /**
     * The bytes from {@code offset} on, little-endian, good until the next call. Offsets do not fall between calls.
     *
     * @throws EOFException when the blob ends before
     */
    ByteBuffer at(long offset, int length) throws IOException {
        if (offset + length > base + window.limit()) {
            slideTo(offset);
        }
        if (offset + length > base + window.limit()) {
            throw new EOFException(
                    "ends at " + (base + window.limit()) + " (expected: " + length + " bytes at " + offset + ")");
        }
        return window.slice((int) (offset - base), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void slideTo(long offset) throws IOException {
        long newBase = offset & -BlockBuffers.ALIGNMENT_BYTES;
        int skip = (int) Math.min(newBase - base, window.limit());
        window.position(skip);
        window.compact(); // what is left ends at a multiple of the alignment, but at the end of the blob
        base += skip;
        stream.read(window);
        window.flip();
        while (base < newBase && window.limit() > 0) { // a jump over more than the window held
            slideTo(newBase);
        }
    }
}
