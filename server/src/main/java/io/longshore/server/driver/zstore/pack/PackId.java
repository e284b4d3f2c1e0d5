package io.longshore.server.driver.zstore.pack;

import io.longshore.server.driver.zstore.blob.BlobKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a pack: 128 random bits, drawn before its first byte is written. A name is never used twice, so that a pack that
 * was condemned can't come back.
 *
 * @param high the first 8 bytes
 * @param low the last 8 bytes
 */
public record PackId(long high, long low) {
    /** The folder of all packs. */
    public static final String FOLDER = "packs";

    /** Bytes of an id. */
    public static final int BYTES = 16;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern PATH = Pattern.compile(FOLDER + "/([0-9a-f]{2})/(\\1[0-9a-f]{30})\\.pack");

    /** Draws a fresh one. */
    public static PackId random() {
        return new PackId(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** Reads 32 hexadecimal digits. */
    public static PackId parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("pack id: " + hex + " (expected: " + 2 * BYTES + " hexadecimal digits)");
        }
        return new PackId(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    /** The pack that lies under a path; empty where that is no pack's. */
    public static Optional<PackId> ofPath(String path) {
        var matcher = PATH.matcher(path);
        return matcher.matches() ? Optional.of(parse(matcher.group(2))) : Optional.empty();
    }

    /** Reads 16 bytes at {@code index}; the buffer is little-endian, as all of zstore, but an id is a row of bytes. */
    static PackId at(ByteBuffer buffer, int index) {
        return new PackId(Long.reverseBytes(buffer.getLong(index)), Long.reverseBytes(buffer.getLong(index + 8)));
    }

    void putAt(ByteBuffer buffer, int index) {
        buffer.putLong(index, Long.reverseBytes(high));
        buffer.putLong(index + 8, Long.reverseBytes(low));
    }

    /** The 16 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** Reads exactly 16 bytes. */
    public static PackId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("pack id: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        var buffer = ByteBuffer.wrap(bytes);
        return new PackId(buffer.getLong(), buffer.getLong());
    }

    /** Where the pack lies. */
    public BlobKey key() {
        var hex = hex();
        return new BlobKey(FOLDER + "/" + hex.substring(0, 2) + "/" + hex + ".pack");
    }

    /** 32 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    @Override
    public String toString() {
        return hex();
    }
}
