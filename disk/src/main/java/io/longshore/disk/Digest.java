package io.longshore.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256, as an immutable value of 32 bytes. Digests are ordered as unsigned bytes are, so that their order is that of
 * their hexadecimal form.
 *
 * @param first bytes 0 to 7, the first the most significant
 * @param second bytes 8 to 15
 * @param third bytes 16 to 23
 * @param fourth bytes 24 to 31
 */
public record Digest(long first, long second, long third, long fourth) implements Comparable<Digest> {
    /** Bytes of a digest. */
    public static final int BYTES = 32;

    /** Reads a digest from 32 bytes of {@code bytes} that start at {@code offset}. */
    public static Digest of(byte[] bytes, int offset) {
        return at(ByteBuffer.wrap(bytes), offset);
    }

    /** Reads a digest from exactly 32 bytes. */
    public static Digest of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("digest: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        return of(bytes, 0);
    }

    /** Reads a digest from 32 bytes of {@code buffer} that start at {@code index}; the buffer's position stays. */
    public static Digest at(ByteBuffer buffer, int index) {
        // Absolute reads follow the buffer's order; a digest is a row of bytes and has none.
        if (buffer.order() == ByteOrder.BIG_ENDIAN) {
            return new Digest(
                    buffer.getLong(index),
                    buffer.getLong(index + 8),
                    buffer.getLong(index + 16),
                    buffer.getLong(index + 24));
        }
        return new Digest(
                Long.reverseBytes(buffer.getLong(index)),
                Long.reverseBytes(buffer.getLong(index + 8)),
                Long.reverseBytes(buffer.getLong(index + 16)),
                Long.reverseBytes(buffer.getLong(index + 24)));
    }

    /** Reads 64 hexadecimal digits in any case. */
    public static Digest parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("digest: " + hex + " (expected: " + 2 * BYTES + " hexadecimal digits)");
        }
        return of(HexFormat.of().parseHex(hex));
    }

    /** Computes the digest of all of {@code bytes}. */
    public static Digest sha256(byte[] bytes) {
        return of(hasher().digest(bytes));
    }

    /** Computes the digest of what remains in {@code bytes}, whose position moves to its limit. */
    public static Digest sha256(ByteBuffer bytes) {
        var hasher = hasher();
        hasher.update(bytes);
        return of(hasher.digest());
    }

    /** Starts a SHA-256. Every JDK has one. */
    public static MessageDigest hasher() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have SHA-256", e);
        }
    }

    /** Writes the 32 bytes into {@code buffer} from {@code index} on; the buffer's position stays. */
    public void putAt(ByteBuffer buffer, int index) {
        boolean bigEndian = buffer.order() == ByteOrder.BIG_ENDIAN;
        buffer.putLong(index, bigEndian ? first : Long.reverseBytes(first));
        buffer.putLong(index + 8, bigEndian ? second : Long.reverseBytes(second));
        buffer.putLong(index + 16, bigEndian ? third : Long.reverseBytes(third));
        buffer.putLong(index + 24, bigEndian ? fourth : Long.reverseBytes(fourth));
    }

    /** A fresh copy of the 32 bytes. */
    public byte[] bytes() {
        var bytes = new byte[BYTES];
        putAt(ByteBuffer.wrap(bytes), 0);
        return bytes;
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public int compareTo(Digest other) {
        int order = Long.compareUnsigned(first, other.first);
        if (order == 0) {
            order = Long.compareUnsigned(second, other.second);
        }
        if (order == 0) {
            order = Long.compareUnsigned(third, other.third);
        }
        return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
    }

    @Override
    public String toString() {
        return hex();
    }
}
