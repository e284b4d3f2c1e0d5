package io.longshore.server.driver;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What one thread needs to hash, compress and decode a block: native contexts and two blocks of scratch. */
final class CodecContext implements AutoCloseable {
    /** Faster than the storages are; the ratio gains little above it. */
    private static final int LEVEL = 1;

    private final MessageDigest hasher = Digest.hasher();
    private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private final ByteBuffer packed = ByteBuffer.allocateDirect((int) Zstd.compressBound(DiskTree.BLOCK_BYTES));
    private final ByteBuffer opened = ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);

    /** The digest of a block that begins with what remains in {@code plain} and goes on with zeros. */
    Digest digest(ByteBuffer plain) {
        int missing = DiskTree.BLOCK_BYTES - plain.remaining();
        hasher.update(plain.duplicate());
        hasher.update(BlockCodec.zeros(missing));
        return Digest.of(hasher.digest());
    }

    /** Compresses what remains in {@code plain}; null when that would not make it smaller. Checked by decoding. */
    @Nullable
    ByteBuffer compress(ByteBuffer plain) {
        int length = plain.remaining();
        int size = compressor.compressDirectByteBuffer(packed, 0, packed.capacity(), plain, plain.position(), length);
        if (size >= length) {
            return null;
        }
        int back = decompressor.decompressDirectByteBuffer(opened, 0, length, packed, 0, size);
        if (back != length || opened.slice(0, length).mismatch(plain) >= 0) {
            throw new IllegalStateException(
                    "zstd: " + length + " bytes did not come back as they were (broken memory or library)");
        }
        return packed.slice(0, size);
    }

    EncodedBlock encode(Digest digest, BlockBuffer buffer) {
        var plain = buffer.bytes();
        trimZeros(plain);
        int start = plain.position();
        int plainBytes = plain.remaining();
        var smaller = compress(plain);
        if (smaller == null) {
            return new EncodedBlock(digest, Compression.NONE, plainBytes, start, plainBytes, buffer);
        }
        int storedBytes = smaller.remaining();
        plain.put(start, smaller, 0, storedBytes);
        return new EncodedBlock(digest, Compression.ZSTD, plainBytes, start, storedBytes, buffer);
    }

    /** Opens stored bytes; the result is scratch, or {@code stored} itself. */
    ByteBuffer open(Compression compression, ByteBuffer stored, int plainBytes) throws IOException {
        if (plainBytes < 1 || plainBytes > DiskTree.BLOCK_BYTES) {
            throw new IOException("plain length: " + plainBytes + " (expected: 1 to " + DiskTree.BLOCK_BYTES + ")");
        }
        return switch (compression) {
            case NONE -> openUncompressed(stored, plainBytes);
            case ZSTD -> openZstd(stored, plainBytes);
        };
    }

    private static ByteBuffer openUncompressed(ByteBuffer stored, int plainBytes) throws IOException {
        if (stored.remaining() != plainBytes) {
            throw new IOException("stored length: " + stored.remaining() + " (expected: " + plainBytes + ")");
        }
        return stored.duplicate();
    }

    private ByteBuffer openZstd(ByteBuffer stored, int plainBytes) throws IOException {
        int length;
        try {
            length = decompressor.decompressDirectByteBuffer(
                    opened, 0, plainBytes, stored, stored.position(), stored.remaining());
        } catch (ZstdException e) {
            throw new IOException("zstd: " + e.getMessage(), e);
        }
        if (length != plainBytes) {
            throw new IOException("plain length: " + length + " (expected: " + plainBytes + ")");
        }
        return opened.slice(0, length);
    }

    ByteBuffer openBlock(Digest digest, Compression compression, ByteBuffer stored, int plainBytes) throws IOException {
        var plain = open(compression, stored, plainBytes);
        var found = digest(plain);
        if (!found.equals(digest)) {
            throw new IOException("digest: " + found + " (expected: " + digest + ")");
        }
        return plain;
    }

    /** Takes zeros off the end, all but one byte. */
    private static void trimZeros(ByteBuffer plain) {
        int start = plain.position();
        int end = plain.limit();
        while (end - Long.BYTES > start && plain.getLong(end - Long.BYTES) == 0) {
            end -= Long.BYTES;
        }
        while (end - 1 > start && plain.get(end - 1) == 0) {
            end--;
        }
        plain.limit(end);
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
    }
}
