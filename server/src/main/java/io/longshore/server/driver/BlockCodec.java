package io.longshore.server.driver;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Makes and opens {@link EncodedBlock}s: finds zeros, hashes, compresses and compares. All of it is work for a
 * processor, so callers use one platform thread a core. Buffers must lie outside the heap. Thread-safe; keeps some 3 MiB
 * outside the heap for each thread that was ever in here at the same time as others.
 */
public final class BlockCodec implements AutoCloseable {
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES).asReadOnlyBuffer();

    private final ConcurrentLinkedQueue<CodecContext> idle = new ConcurrentLinkedQueue<>();

    /** Whether all that remains in {@code bytes}, at most a block, is zero. Its position stays. */
    public static boolean isZeros(ByteBuffer bytes) {
        return zeros(bytes.remaining()).mismatch(bytes) < 0;
    }

    static ByteBuffer zeros(int length) {
        return ZEROS.slice(0, length);
    }

    /** The digest of the block whose first bytes remain in {@code plain}; the others are zeros. Its position stays. */
    public Digest digest(ByteBuffer plain) {
        var context = borrow();
        try {
            return context.digest(plain);
        } finally {
            idle.add(context);
        }
    }

    /**
     * Encodes the block whose first bytes lie in {@code buffer} from its position to its limit (1 byte to a block); the
     * rest of the block is zeros. The result owns the buffer and keeps the stored bytes in it, in place of the plain
     * ones. Compressed bytes were decoded again and compared.
     */
    public EncodedBlock encode(BlockBuffer buffer) {
        return encode(digest(buffer.bytes()), buffer);
    }

    /** As {@link #encode(BlockBuffer)} for a block whose digest the caller has computed. */
    public EncodedBlock encode(Digest digest, BlockBuffer buffer) {
        var context = borrow();
        try {
            return context.encode(digest, buffer);
        } finally {
            idle.add(context);
        }
    }

    /**
     * Decodes a block into {@code target}, from its position on, which then is behind the {@code plainBytes}. Compares
     * with the digest.
     *
     * @throws IOException when the bytes can't be decoded or are another block's; {@code target} then has none of them
     */
    public void decode(Digest digest, Compression compression, ByteBuffer stored, int plainBytes, ByteBuffer target)
            throws IOException {
        var context = borrow();
        try {
            target.put(context.openBlock(digest, compression, stored, plainBytes));
        } finally {
            idle.add(context);
        }
    }

    /**
     * As {@link #decode}, but copies the block's {@code length} bytes from {@code from} on, zeros where it has none
     * stored.
     */
    public void decodeRange(
            Digest digest,
            Compression compression,
            ByteBuffer stored,
            int plainBytes,
            int from,
            int length,
            ByteBuffer target)
            throws IOException {
        var context = borrow();
        try {
            var plain = context.openBlock(digest, compression, stored, plainBytes);
            int there = Math.clamp((long) plainBytes - from, 0, length);
            if (there > 0) {
                target.put(plain.slice(plain.position() + from, there));
            }
            putZeros(length - there, target);
        } finally {
            idle.add(context);
        }
    }

    /** Puts {@code length} zeros, at most a block of them. */
    public static void putZeros(int length, ByteBuffer target) {
        target.put(zeros(length));
    }

    /** As {@link #decode}, keeping nothing. */
    public void verify(Digest digest, Compression compression, ByteBuffer stored, int plainBytes) throws IOException {
        var context = borrow();
        try {
            context.openBlock(digest, compression, stored, plainBytes);
        } finally {
            idle.add(context);
        }
    }

    /** Compresses something smaller than a block that is no block, such as a node; empty when it got no smaller. */
    public Optional<byte[]> compress(ByteBuffer plain) {
        var context = borrow();
        try {
            return Optional.ofNullable(context.compress(plain)).map(packed -> {
                var bytes = new byte[packed.remaining()];
                packed.get(bytes);
                return bytes;
            });
        } finally {
            idle.add(context);
        }
    }

    /** Opens something that is no block and copies it out; the caller checks what it is. */
    public byte[] open(Compression compression, ByteBuffer stored, int plainBytes) throws IOException {
        var context = borrow();
        try {
            var plain = context.open(compression, stored, plainBytes);
            var bytes = new byte[plain.remaining()];
            plain.get(bytes);
            return bytes;
        } finally {
            idle.add(context);
        }
    }

    private CodecContext borrow() {
        var context = idle.poll();
        return context != null ? context : new CodecContext();
    }

    /** Frees the contexts that are not in use. */
    @Override
    public void close() {
        for (var context = idle.poll(); context != null; context = idle.poll()) {
            context.close();
        }
    }
}
