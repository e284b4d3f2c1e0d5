package io.longshore.server.driver.zstore.pack;

import io.longshore.disk.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * What a pack holds: its records in their order, packed as the footer has them, 48 bytes each. Immutable.
 *
 * <p>An entry: offset, stored length, plain length (32 bits each), kind, codec, cipher and level (a byte each), digest.
 */
public final class PackEntries {
    /** Bytes of an entry. */
    public static final int ENTRY_BYTES = 48;

    private static final int FOOTER_HEAD_BYTES = 16;
    private static final long FOOTER_MAGIC = PackLayout.magic("ZSFOOT\r\n");

    private final RecordKind kind;
    private final int count;
    private final ByteBuffer entries;

    private PackEntries(RecordKind kind, int count, ByteBuffer entries) {
        this.kind = kind;
        this.count = count;
        this.entries = entries;
    }

    /** Bytes of the footer of a pack with this many records: head, entries, SHA-256. */
    static int footerBytes(int records) {
        return FOOTER_HEAD_BYTES + records * ENTRY_BYTES + Digest.BYTES;
    }

    /** What each record is. */
    public RecordKind kind() {
        return kind;
    }

    /** How many records there are. */
    public int count() {
        return count;
    }

    /** Where a record's header starts in the pack. */
    public int offset(int ordinal) {
        return entries.getInt(ordinal * ENTRY_BYTES);
    }

    /** Bytes of its payload. */
    public int storedBytes(int ordinal) {
        return entries.getInt(ordinal * ENTRY_BYTES + 4);
    }

    /** Bytes of it once decoded. */
    public int plainBytes(int ordinal) {
        return entries.getInt(ordinal * ENTRY_BYTES + 8);
    }

    /** 0 for a block, the node's level else. */
    public int level(int ordinal) {
        return entries.get(ordinal * ENTRY_BYTES + 15);
    }

    /** Where the last record ends and the footer starts. */
    public int end() {
        int last = count - 1;
        return count == 0
                ? PackLayout.UNIT_BYTES
                : offset(last) + PackLayout.aligned(PackLayout.UNIT_BYTES + storedBytes(last));
    }

    /** Its digest. */
    public Digest digest(int ordinal) {
        return Digest.at(entries, ordinal * ENTRY_BYTES + 16);
    }

    /** Bytes of all records once decoded. */
    public long plainBytes() {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += plainBytes(i);
        }
        return total;
    }

    /** The entries as the footer has them. */
    public ByteBuffer encoded() {
        return entries.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN).rewind();
    }

    /**
     * Reads entries from what remains in {@code encoded}, a whole number of them.
     *
     * @throws PackFormatException when they can't be those of records in a row that end at {@code end}
     */
    public static PackEntries decode(RecordKind kind, ByteBuffer encoded, int end) throws PackFormatException {
        int count = encoded.remaining() / ENTRY_BYTES;
        var entries = ByteBuffer.allocate(count * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        entries.put(0, encoded, encoded.position(), count * ENTRY_BYTES);
        var decoded = new PackEntries(kind, count, entries);
        int offset = PackLayout.UNIT_BYTES;
        for (int i = 0; i < count; i++) {
            if (decoded.offset(i) != offset || offset >= end) {
                throw new PackFormatException(
                        "entry " + i + ": offset " + decoded.offset(i) + " (expected: " + offset + ")");
            }
            offset += decoded.header(i).span();
        }
        if (offset != end) {
            throw new PackFormatException("records end at " + offset + " (expected: " + end + ")");
        }
        return decoded;
    }

    /** The header that the record has in the pack. */
    public RecordHeader header(int ordinal) throws PackFormatException {
        int at = ordinal * ENTRY_BYTES;
        if (entries.get(at + 12) != kind.code() || entries.get(at + 14) != 0) {
            throw new PackFormatException("entry " + ordinal + ": kind " + entries.get(at + 12) + ", cipher "
                    + entries.get(at + 14) + " (expected: " + kind.code() + ", 0)");
        }
        try {
            var compression = RecordHeader.compression(entries.get(at + 13));
            return new RecordHeader(
                    kind, level(ordinal), compression, storedBytes(ordinal), plainBytes(ordinal), digest(ordinal));
        } catch (IllegalArgumentException e) {
            throw new PackFormatException("entry " + ordinal + ": " + e.getMessage());
        }
    }

    /** The whole footer, closed by a SHA-256 over the pack's header and all before it. */
    ByteBuffer footer(UUID storage, PackId pack) {
        var footer = ByteBuffer.allocate(footerBytes(count)).order(ByteOrder.LITTLE_ENDIAN);
        footer.putLong(FOOTER_MAGIC).putInt(PackLayout.VERSION).putInt(count).put(encoded());
        footer.put(sum(PackLayout.header(storage, pack, kind), footer).bytes());
        return footer.flip();
    }

    /** Reads a footer; {@code header} is the pack's, checked before. */
    static PackEntries ofFooter(RecordKind kind, ByteBuffer header, ByteBuffer footer, PackLayout.Trailer trailer)
            throws PackFormatException {
        int sumAt = footer.limit() - Digest.BYTES;
        var sum = sum(header, footer.duplicate().position(sumAt));
        if (!Digest.at(footer, sumAt).equals(sum)) {
            throw new PackFormatException(
                    "SHA-256 of footer: " + Digest.at(footer, sumAt) + " (expected: " + sum + ")");
        }
        if (footer.getLong(0) != FOOTER_MAGIC || footer.getInt(8) != PackLayout.VERSION) {
            throw new PackFormatException(
                    "footer version: " + footer.getInt(8) + " (expected: " + PackLayout.VERSION + ", after the magic)");
        }
        if (footer.getInt(12) != trailer.records()) {
            throw new PackFormatException(
                    "footer: " + footer.getInt(12) + " records (expected: " + trailer.records() + ")");
        }
        return decode(kind, footer.slice(FOOTER_HEAD_BYTES, sumAt - FOOTER_HEAD_BYTES), trailer.footerOffset());
    }

    private static Digest sum(ByteBuffer header, ByteBuffer writtenFooter) {
        var hasher = Digest.hasher();
        hasher.update(header.slice(0, PackLayout.UNIT_BYTES));
        hasher.update(writtenFooter.duplicate().flip());
        return Digest.of(hasher.digest());
    }

    /** Gathers entries while a pack grows. For one thread. */
    static final class Builder {
        private final RecordKind kind;
        private ByteBuffer entries = ByteBuffer.allocate(64 * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        private int end = PackLayout.UNIT_BYTES;

        Builder(RecordKind kind) {
            this.kind = kind;
        }

        RecordKind kind() {
            return kind;
        }

        void add(RecordHeader record) {
            addAt(end, record);
        }

        /** Adds a record that is not where the one before it ends: what lay between was damaged. */
        void addAt(int offset, RecordHeader record) {
            if (entries.remaining() < ENTRY_BYTES) {
                entries = ByteBuffer.allocate(2 * entries.capacity())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(entries.flip());
            }
            entries.putInt(offset).putInt(record.storedBytes()).putInt(record.plainBytes());
            entries.put((byte) kind.code()).put(RecordHeader.codec(record.compression()));
            entries.put((byte) 0).put((byte) record.level()).put(record.digest().bytes());
            end = offset + record.span();
        }

        int count() {
            return entries.position() / ENTRY_BYTES;
        }

        /** Where the next record will start, or the footer. */
        int end() {
            return end;
        }

        PackEntries build() {
            int length = entries.position();
            var copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            copy.put(0, entries, 0, length);
            return new PackEntries(kind, length / ENTRY_BYTES, copy);
        }
    }
}
