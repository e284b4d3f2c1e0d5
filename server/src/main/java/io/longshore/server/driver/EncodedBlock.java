package io.longshore.server.driver;

import io.longshore.disk.Digest;
import java.nio.ByteBuffer;

/**
 * A block as storages keep it, immutable until it is closed, and known to be right: whoever made it has decoded the
 * stored bytes and compared them with the digest. It may be passed from storage to storage without being opened again.
 *
 * <p>A block may hold fewer bytes than {@link io.longshore.disk.DiskTree#BLOCK_BYTES}; the rest is zeros, and counts in
 * the digest.
 */
public final class EncodedBlock implements AutoCloseable {
    private final Digest digest;
    private final Compression compression;
    private final int plainBytes;
    private final ByteBuffer stored;
    private final BlockBuffer buffer;

    /**
     * Owns {@code buffer}, whose bytes from {@code offset} to {@code offset + storedBytes} are what is stored. The codec
     * and drivers alone make these.
     */
    public EncodedBlock(
            Digest digest, Compression compression, int plainBytes, int offset, int storedBytes, BlockBuffer buffer) {
        this.digest = digest;
        this.compression = compression;
        this.plainBytes = plainBytes;
        this.stored = buffer.bytes().slice(offset, storedBytes).asReadOnlyBuffer();
        this.buffer = buffer;
    }

    /** The SHA-256 of the whole block, the zeros at its end included. */
    public Digest digest() {
        return digest;
    }

    /** How {@link #stored} is to be read. */
    public Compression compression() {
        return compression;
    }

    /** Bytes once decoded, 1 to a block's; the rest of the block is zeros. */
    public int plainBytes() {
        return plainBytes;
    }

    /** Bytes of {@link #stored}. */
    public int storedBytes() {
        return stored.capacity();
    }

    /** The stored bytes: a fresh read-only view, outside the heap. Not to be used once the block is closed. */
    public ByteBuffer stored() {
        return stored.duplicate();
    }

    /** Gives the buffer back. */
    @Override
    public void close() {
        buffer.close();
    }
}
