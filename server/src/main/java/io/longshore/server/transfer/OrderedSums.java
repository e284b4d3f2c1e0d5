package io.longshore.server.transfer;

import io.longshore.disk.DiskTree;
import io.longshore.server.transfer.IngestRequest.Sum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Digests of all bytes in their order, as far as they are wanted and can be had. For one thread. */
final class OrderedSums {
    /** MD5 has no shortcut for zeros: beyond so many it would take time of its own (some 2 s at 700 MiB/s). */
    private static final long MD5_ZEROS_BYTES = 1L << 30;

    /** Until then MD5 is taken whatever it costs: at most some 1.5 s. */
    private static final long MD5_SURE_BYTES = 1L << 30;

    /** Beyond that, MD5 may take one part in so many of the time: where bytes come faster, processors are what they wait for. */
    private static final int MD5_SHARE = 4;

    private @Nullable MessageDigest md5;
    private @Nullable MessageDigest sha256;
    private long zeroBytes;
    private long dataBytes;
    private long md5Nanos;
    private long firstNanos;

    /** Sums of bytes from the front, or none at all when the front has passed already. */
    OrderedSums(Set<Sum> wanted, boolean fromTheFront) {
        this.md5 = fromTheFront && wanted.contains(Sum.MD5) ? digest("MD5") : null;
        this.sha256 = fromTheFront && wanted.contains(Sum.SHA256) ? digest("SHA-256") : null;
    }

    /** Adds what remains in {@code bytes}, whose position stays. */
    void add(ByteBuffer bytes) {
        long start = System.nanoTime();
        firstNanos = dataBytes == 0 ? start : firstNanos;
        dataBytes += bytes.remaining();
        update(bytes);
        long end = System.nanoTime();
        md5Nanos += end - start;
        if (dataBytes > MD5_SURE_BYTES && md5Nanos > (end - firstNanos) / MD5_SHARE) {
            md5 = null;
        }
    }

    private void update(ByteBuffer bytes) {
        if (md5 != null) {
            md5.update(bytes.duplicate());
        }
        if (sha256 != null) {
            sha256.update(bytes.duplicate());
        }
    }

    void addZeros(long bytes) {
        zeroBytes += bytes;
        if (zeroBytes > MD5_ZEROS_BYTES) {
            md5 = null;
        }
        if (md5 == null && sha256 == null) {
            return;
        }
        var zeros = ByteBuffer.allocate(DiskTree.BLOCK_BYTES).asReadOnlyBuffer();
        for (long left = bytes; left > 0; left -= zeros.remaining()) {
            zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            update(zeros);
        }
    }

    Optional<String> md5() {
        return hex(md5);
    }

    Optional<String> sha256() {
        return hex(sha256);
    }

    private static Optional<String> hex(@Nullable MessageDigest digest) {
        return Optional.ofNullable(digest).map(sum -> HexFormat.of().formatHex(sum.digest()));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have " + algorithm, e);
        }
    }
}
