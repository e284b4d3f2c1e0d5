package io.longshore.bench.index;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.zstore.pack.PackId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A pack of which only the number is kept: header, footer and trailer follow from it, as the published format has them, and records are never read.
 *
 * @param storage whose pack it is
 * @param number counts packs from 0
 */
record SeededPack(UUID storage, long number) {
    /** Blocks in a pack: 32 MiB, of blocks that were compressed somewhat. */
    static final int RECORDS = 40;

    private static final int UNIT_BYTES = 64;
    private static final int STORED_BYTES = 800_000;
    private static final int SPAN_BYTES = (UNIT_BYTES + STORED_BYTES + UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
    private static final int FOOTER_BYTES = 16 + RECORDS * 48 + Digest.BYTES;
    private static final int FOOTER_AT = UNIT_BYTES + RECORDS * SPAN_BYTES;
    private static final int BLOCKS = 1;
    private static final int ZSTD = 1;

    /** Bytes of each such pack. */
    static final long BYTES = FOOTER_AT + FOOTER_BYTES + UNIT_BYTES;

    /** The pack's name, which has its number. */
    PackId id() {
        return new PackId(mix(number, -1), number);
    }

    /** The pack that was given a name by {@link #id}. */
    static SeededPack of(UUID storage, PackId id) {
        return new SeededPack(storage, id.low());
    }

    /** The digest of one of its blocks. */
    Digest digest(int ordinal) {
        return new Digest(
                mix(number, 4L * ordinal),
                mix(number, 4L * ordinal + 1),
                mix(number, 4L * ordinal + 2),
                mix(number, 4L * ordinal + 3));
    }

    /** The header, the footer or the trailer: whatever begins at an offset. */
    ByteBuffer at(long offset) {
        if (offset == 0) {
            return header();
        }
        return offset == FOOTER_AT ? footer() : trailer();
    }

    private ByteBuffer header() {
        var unit = unit().putLong(magic("ZSPACK\r\n")).putInt(1).putInt(BLOCKS);
        putBytes(unit, storage.getMostSignificantBits(), storage.getLeastSignificantBits());
        putBytes(unit, id().high(), id().low());
        return sealed(unit);
    }

    private ByteBuffer footer() {
        var footer = ByteBuffer.allocate(FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        footer.putLong(magic("ZSFOOT\r\n")).putInt(1).putInt(RECORDS);
        for (int i = 0; i < RECORDS; i++) {
            footer.putInt(UNIT_BYTES + i * SPAN_BYTES).putInt(STORED_BYTES).putInt(DiskTree.BLOCK_BYTES);
            footer.put((byte) BLOCKS).put((byte) ZSTD).put((byte) 0).put((byte) 0);
            footer.put(digest(i).bytes());
        }
        var hasher = Digest.hasher();
        hasher.update(header());
        hasher.update(footer.duplicate().flip());
        return footer.put(hasher.digest()).flip();
    }

    private ByteBuffer trailer() {
        var unit = unit().putLong(magic("ZSTAIL\r\n")).putLong(FOOTER_AT);
        unit.putInt(FOOTER_BYTES).putInt(RECORDS);
        putBytes(unit, id().high(), id().low());
        return sealed(unit);
    }

    private static ByteBuffer unit() {
        return ByteBuffer.allocate(UNIT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer sealed(ByteBuffer unit) {
        var crc = new CRC32C();
        crc.update(unit.slice(0, UNIT_BYTES - Integer.BYTES));
        return unit.clear().putInt(UNIT_BYTES - Integer.BYTES, (int) crc.getValue());
    }

    private static void putBytes(ByteBuffer unit, long high, long low) {
        unit.putLong(Long.reverseBytes(high)).putLong(Long.reverseBytes(low));
    }

    private static long magic(String eight) {
        return ByteBuffer.wrap(eight.getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    /** SplitMix64's last step over a number for each pack and place. */
    private static long mix(long number, long place) {
        long z = (number * 1024 + place + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
