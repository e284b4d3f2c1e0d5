package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;

/**
 * A hash table from (kind, digest) to a place, outside the heap: 48 bytes an entry, at most 85 % full. A million entries
 * take 56 to 65 MB. It grows a part at a time, so that growing takes little beside, and nobody waits long for it. For one
 * thread at a time.
 */
final class DigestTable implements AutoCloseable {
    private static final int PART_BITS = 6;

    /** A slot's number is that of its part, and so many bits with the one in its part. */
    private static final int SLOT_BITS = 40;

    private final DigestSlots[] parts = new DigestSlots[1 << PART_BITS];

    DigestTable() {
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new DigestSlots(PART_BITS);
        }
    }

    /** Entries in the table. */
    long size() {
        long size = 0;
        for (var part : parts) {
            size += part.size();
        }
        return size;
    }

    /** Memory that it takes, all of it outside the heap. */
    long bytes() {
        long bytes = 0;
        for (var part : parts) {
            bytes += part.bytes();
        }
        return bytes;
    }

    /** The slot of an entry, or -1. Good until the table changes. */
    long find(boolean node, Digest digest) {
        int number = number(digest);
        long slot = parts[number].find(node, digest);
        return slot < 0 ? slot : slot(number, slot);
    }

    /** Adds an entry, which must not be there. */
    void add(boolean node, Digest digest, int pack, int ordinal, int offset, int storedBytes, int plainBytes) {
        parts[number(digest)].add(node, digest, pack, ordinal, offset, storedBytes, plainBytes);
    }

    /** Gives an entry another place, on which writers may count. */
    void replace(long slot, boolean node, int pack, int ordinal, int offset, int storedBytes, int plainBytes) {
        part(slot).replace(within(slot), node, pack, ordinal, offset, storedBytes, plainBytes);
    }

    void setClaimed(long slot, boolean claimed) {
        part(slot).setClaimed(within(slot), claimed);
    }

    boolean claimed(long slot) {
        return part(slot).claimed(within(slot));
    }

    int pack(long slot) {
        return part(slot).pack(within(slot));
    }

    int ordinal(long slot) {
        return part(slot).ordinal(within(slot));
    }

    int offset(long slot) {
        return part(slot).offset(within(slot));
    }

    int storedBytes(long slot) {
        return part(slot).storedBytes(within(slot));
    }

    int plainBytes(long slot) {
        return part(slot).plainBytes(within(slot));
    }

    boolean node(long slot) {
        return part(slot).node(within(slot));
    }

    Digest digest(long slot) {
        return part(slot).digest(within(slot));
    }

    /** What {@link #removeAll} asks of each entry. */
    interface SlotTest {
        boolean test(long slot);
    }

    /** What {@link #forEach} does with each entry. */
    interface SlotVisitor {
        void visit(long slot);
    }

    void forEach(SlotVisitor visitor) {
        for (int i = 0; i < parts.length; i++) {
            int number = i;
            parts[i].forEach(slot -> visitor.visit(slot(number, slot)));
        }
    }

    /** Removes every entry that the test accepts, by moving the others. */
    void removeAll(SlotTest test) {
        for (int i = 0; i < parts.length; i++) {
            int number = i;
            parts[i].removeAll(slot -> test.test(slot(number, slot)));
        }
    }

    private static int number(Digest digest) {
        return (int) (digest.first() >>> (Long.SIZE - PART_BITS));
    }

    private static long slot(int number, long within) {
        return (long) number << SLOT_BITS | within;
    }

    private DigestSlots part(long slot) {
        return parts[(int) (slot >>> SLOT_BITS)];
    }

    private static long within(long slot) {
        return slot & ((1L << SLOT_BITS) - 1);
    }

    @Override
    public void close() {
        for (var part : parts) {
            part.close();
        }
    }
}
