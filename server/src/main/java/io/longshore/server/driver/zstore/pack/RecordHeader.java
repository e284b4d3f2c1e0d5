package io.longshore.server.driver.zstore.pack;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.Compression;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 64 bytes before each payload in a pack.
 *
 * @param kind block or node
 * @param level 0 for a block, the node's level else
 * @param compression how the payload is stored
 * @param storedBytes bytes of the payload, 1 and up
 * @param plainBytes bytes once decoded, 1 to a block's
 * @param digest the look-up key: the digest of what is stored, since nothing is enciphered yet
 */
public record RecordHeader(
        RecordKind kind, int level, Compression compression, int storedBytes, int plainBytes, Digest digest) {
    private static final int MAGIC = 0x4345525a; // "ZREC"
    private static final int CRC_INDEX = 60;

    public RecordHeader {
        if (level < 0 || level > DiskTree.MAX_DEPTH || (level == 0) != (kind == RecordKind.BLOCK)) {
            throw new IllegalArgumentException("level of " + kind + ": " + level + " (expected: 0 for a block, 1 to "
                    + DiskTree.MAX_DEPTH + " for a node)");
        }
        if (plainBytes < 1 || plainBytes > DiskTree.BLOCK_BYTES) {
            throw new IllegalArgumentException(
                    "plain length: " + plainBytes + " (expected: 1 to " + DiskTree.BLOCK_BYTES + ")");
        }
        if (storedBytes < 1 || storedBytes > plainBytes + PackLayout.MAX_GROWTH_BYTES) {
            throw new IllegalArgumentException("stored length: " + storedBytes + " (expected: 1 to "
                    + (plainBytes + PackLayout.MAX_GROWTH_BYTES) + ")");
        }
    }

    /** Bytes from the header's first to the next record's first. */
    public int span() {
        return PackLayout.aligned(PackLayout.UNIT_BYTES + storedBytes);
    }

    /** Writes the header for this payload into the first 64 bytes of {@code unit}, little-endian. */
    void encode(ByteBuffer unit, ByteBuffer payload) {
        unit.putInt(0, MAGIC);
        unit.put(4, (byte) kind.code())
                .put(5, codec(compression))
                .put(6, (byte) 0)
                .put(7, (byte) level);
        unit.putInt(8, storedBytes).putInt(12, plainBytes).putInt(16, 0).putInt(20, 0);
        digest.putAt(unit, 24);
        unit.putInt(56, 0).putInt(CRC_INDEX, crc(unit, payload));
    }

    /**
     * Reads a header whose payload may not be there yet; {@link #checkPayload} comes when it is.
     *
     * @throws PackFormatException when a field is not what this version knows
     */
    static RecordHeader decode(ByteBuffer unit) throws PackFormatException {
        if (unit.getInt(0) != MAGIC) {
            throw new PackFormatException("record: the magic is missing");
        }
        if (unit.get(6) != 0 || unit.getInt(16) != 0) {
            throw new PackFormatException(
                    "cipher: " + unit.get(6) + " with key " + unit.getInt(16) + " (expected: 0, no cipher)");
        }
        if (unit.getInt(20) != 0 || unit.getInt(56) != 0) {
            throw new PackFormatException(
                    "dictionary: " + unit.getInt(20) + " and reserved: " + unit.getInt(56) + " (expected: 0, none)");
        }
        try {
            return new RecordHeader(
                    RecordKind.of(unit.get(4)),
                    unit.get(7),
                    compression(unit.get(5)),
                    unit.getInt(8),
                    unit.getInt(12),
                    Digest.at(unit, 24));
        } catch (IllegalArgumentException e) {
            throw new PackFormatException("record: " + e.getMessage());
        }
    }

    /** Compares header and payload with the header's CRC. */
    static void checkPayload(ByteBuffer unit, ByteBuffer payload) throws PackFormatException {
        int crc = crc(unit, payload);
        if (unit.getInt(CRC_INDEX) != crc) {
            throw new PackFormatException("CRC of record: " + Integer.toHexString(unit.getInt(CRC_INDEX))
                    + " (expected: " + Integer.toHexString(crc) + ")");
        }
    }

    static byte codec(Compression compression) {
        return switch (compression) {
            case NONE -> 0;
            case ZSTD -> 1;
        };
    }

    static Compression compression(int codec) throws PackFormatException {
        return switch (codec) {
            case 0 -> Compression.NONE;
            case 1 -> Compression.ZSTD;
            default -> throw new PackFormatException("codec: " + codec + " (expected: 0, raw, or 1, zstd)");
        };
    }

    private static int crc(ByteBuffer unit, ByteBuffer payload) {
        var crc = new CRC32C();
        crc.update(unit.slice(0, CRC_INDEX));
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }
}
