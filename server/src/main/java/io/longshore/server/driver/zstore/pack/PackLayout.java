package io.longshore.server.driver.zstore.pack;

import io.longshore.disk.DiskTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Numbers of the pack format and the two frames of a pack: its header of 64 bytes and its trailer of 64. */
public final class PackLayout {
    /** Bytes of a header, of a record's header, of a trailer; records start at multiples of it. */
    public static final int UNIT_BYTES = 64;

    /** The largest pack that a reader accepts. */
    public static final int MAX_PACK_BYTES = 128 << 20;

    /** The most records in a pack. */
    public static final int MAX_RECORDS = 1 << 16;

    /** Bytes by which stored bytes may outgrow plain ones: room for what a cipher adds. */
    public static final int MAX_GROWTH_BYTES = 64;

    /** The longest stored form of a record's payload. */
    public static final int MAX_STORED_BYTES = DiskTree.BLOCK_BYTES + MAX_GROWTH_BYTES;

    /** The version written and read here. */
    static final int VERSION = 1;

    private static final int CRC_INDEX = 60;
    private static final long HEADER_MAGIC = magic("ZSPACK\r\n");
    private static final long TRAILER_MAGIC = magic("ZSTAIL\r\n");

    private PackLayout() {}

    static long magic(String eight) {
        return ByteBuffer.wrap(eight.getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    static ByteBuffer unit() {
        return ByteBuffer.allocate(UNIT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The next multiple of 64. */
    static int aligned(int length) {
        return (length + UNIT_BYTES - 1) & -UNIT_BYTES;
    }

    static int crc(ByteBuffer bytes, int from, int to) {
        var crc = new CRC32C();
        crc.update(bytes.slice(from, to - from));
        return (int) crc.getValue();
    }

    static ByteBuffer header(UUID storage, PackId pack, RecordKind role) {
        var header = unit().putLong(0, HEADER_MAGIC).putInt(8, VERSION).putInt(12, role.code());
        header.putLong(16, Long.reverseBytes(storage.getMostSignificantBits()));
        header.putLong(24, Long.reverseBytes(storage.getLeastSignificantBits()));
        pack.putAt(header, 32);
        return header.putInt(CRC_INDEX, crc(header, 0, CRC_INDEX));
    }

    /** Checks a pack's header and says what the pack holds. */
    static RecordKind checkHeader(ByteBuffer header, UUID storage, PackId pack) throws PackFormatException {
        checkUnit("pack header", header, HEADER_MAGIC, 48);
        if (header.getInt(8) != VERSION) {
            throw new PackFormatException("pack version: " + header.getInt(8) + " (expected: " + VERSION + ")");
        }
        var found = new UUID(Long.reverseBytes(header.getLong(16)), Long.reverseBytes(header.getLong(24)));
        if (!found.equals(storage)) {
            throw new PackFormatException("pack of storage " + found + " (expected: " + storage + ")");
        }
        checkPackId(PackId.at(header, 32), pack);
        return RecordKind.of(header.getInt(12));
    }

    /** The last 64 bytes of a pack. */
    record Trailer(PackId pack, int footerOffset, int footerBytes, int records) {
        ByteBuffer encode() {
            var trailer = unit().putLong(0, TRAILER_MAGIC).putLong(8, footerOffset);
            trailer.putInt(16, footerBytes).putInt(20, records);
            pack.putAt(trailer, 24);
            return trailer.putInt(CRC_INDEX, crc(trailer, 0, CRC_INDEX));
        }

        /** Reads the trailer of a pack of {@code packBytes}; its numbers fit together and are within the limits. */
        static Trailer decode(ByteBuffer unit, PackId pack, long packBytes) throws PackFormatException {
            checkUnit("pack trailer", unit, TRAILER_MAGIC, 40);
            checkPackId(PackId.at(unit, 24), pack);
            long offset = unit.getLong(8);
            long bytes = Integer.toUnsignedLong(unit.getInt(16));
            int records = unit.getInt(20);
            if (records < 0 || records > MAX_RECORDS || bytes != PackEntries.footerBytes(records)) {
                throw new PackFormatException("footer of " + bytes + " bytes for " + records
                        + " records (expected: at most " + MAX_RECORDS + ")");
            }
            if (offset < UNIT_BYTES || offset + bytes + UNIT_BYTES != packBytes) {
                throw new PackFormatException("footer at " + offset + " of " + bytes + " bytes (expected: to end "
                        + UNIT_BYTES + " bytes before " + packBytes + ")");
            }
            return new Trailer(pack, (int) offset, (int) bytes, records);
        }
    }

    /** Checks the size of a pack before anything is read into memory. */
    static void checkPackBytes(long packBytes) throws PackFormatException {
        if (!possible(packBytes)) {
            throw new PackFormatException(
                    "pack: " + packBytes + " bytes (expected: " + 2 * UNIT_BYTES + " to " + MAX_PACK_BYTES + ")");
        }
    }

    /** Whether a pack may have this size. */
    static boolean possible(long packBytes) {
        return packBytes >= 2 * UNIT_BYTES && packBytes <= MAX_PACK_BYTES;
    }

    /** {@code reserved}: from there to the CRC there are zeros. */
    private static void checkUnit(String what, ByteBuffer unit, long magic, int reserved) throws PackFormatException {
        if (unit.getLong(0) != magic) {
            throw new PackFormatException(what + ": the magic is missing");
        }
        int crc = crc(unit, 0, CRC_INDEX);
        if (unit.getInt(CRC_INDEX) != crc) {
            throw new PackFormatException("CRC of " + what + ": " + Integer.toHexString(unit.getInt(CRC_INDEX))
                    + " (expected: " + Integer.toHexString(crc) + ")");
        }
        for (int i = reserved; i < CRC_INDEX; i++) {
            if (unit.get(i) != 0) {
                throw new PackFormatException(what + ": byte " + i + " is " + unit.get(i) + " (expected: 0)");
            }
        }
    }

    private static void checkPackId(PackId found, PackId expected) throws PackFormatException {
        if (!found.equals(expected)) {
            throw new PackFormatException("pack id: " + found + " (expected: " + expected + ")");
        }
    }
}
