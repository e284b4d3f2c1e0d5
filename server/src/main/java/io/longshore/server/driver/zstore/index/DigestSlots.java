package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One part of a {@link DigestTable}: slots outside the heap, at most 85 % full. For one thread at a time.
 *
 * <p>A slot: the digest (32 bytes), the pack's number (0 in an empty slot), the ordinal, and 64 bits with offset / 64 and
 * stored and plain length (21 bits each) and the kind (1 bit). The sign of the pack's number says that no writer may count
 * on the entry.
 */
final class DigestSlots implements AutoCloseable {
    private static final int SLOT_BYTES = 48;
    private static final int PACK = 32;
    private static final int ORDINAL = 36;
    private static final int PLACE = 40;
    private static final int BITS = 21;
    private static final long MASK = (1 << BITS) - 1;
    private static final int UNCLAIMED = 1 << 31;
    private static final int FIRST_CAPACITY = 16;

    /** Up to here slots become half as many more at a time, then by an eighth: what is empty is little, and moving is seldom. */
    private static final int FEW = 1 << 12;

    /**
     * Up to here slots are left to the collector: to close an arena of one's own all threads are stopped, which for the parts of a small storage takes longer than all else. Such
     * slots count as direct memory of the JVM, of which there is little.
     */
    private static final int COLLECTED = 256;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final int skippedBits;
    private Arena arena;
    private MemorySegment slots;
    private long capacity;
    private long size;

    /** Empty slots, for digests that begin with so many bits that say no more: their part is found by these. */
    DigestSlots(int skippedBits) {
        this.skippedBits = skippedBits;
        capacity = FIRST_CAPACITY;
        arena = arena(capacity);
        slots = arena.allocate(capacity * SLOT_BYTES, 8);
    }

    /** Entries that are there. */
    long size() {
        return size;
    }

    /** Memory that it takes. */
    long bytes() {
        return slots.byteSize();
    }

    /** The slot of an entry, or -1. Good until something changes. */
    long find(boolean node, Digest digest) {
        for (long slot = home(digest.first()); ; slot = next(slot)) {
            if (packBits(slot) == 0) {
                return -1;
            }
            if (holds(slot, node, digest)) {
                return slot;
            }
        }
    }

    /** Adds an entry, which must not be there. */
    void add(boolean node, Digest digest, int pack, int ordinal, int offset, int storedBytes, int plainBytes) {
        if ((size + 1) * 20 > capacity * 17) {
            grow();
        }
        long slot = home(digest.first());
        while (packBits(slot) != 0) {
            slot = next(slot);
        }
        size++;
        long at = slot * SLOT_BYTES;
        slots.set(LONG, at, digest.first());
        slots.set(LONG, at + 8, digest.second());
        slots.set(LONG, at + 16, digest.third());
        slots.set(LONG, at + 24, digest.fourth());
        replace(slot, node, pack, ordinal, offset, storedBytes, plainBytes);
    }

    /** Gives an entry another place, on which writers may count. */
    void replace(long slot, boolean node, int pack, int ordinal, int offset, int storedBytes, int plainBytes) {
        long at = slot * SLOT_BYTES;
        slots.set(INT, at + PACK, pack);
        slots.set(INT, at + ORDINAL, ordinal);
        long place = ((long) (offset / 64) << (2 * BITS + 1))
                | ((long) storedBytes << (BITS + 1))
                | ((long) plainBytes << 1);
        slots.set(LONG, at + PLACE, place | (node ? 1 : 0));
    }

    void setClaimed(long slot, boolean claimed) {
        int pack = pack(slot);
        slots.set(INT, slot * SLOT_BYTES + PACK, claimed ? pack : pack | UNCLAIMED);
    }

    boolean claimed(long slot) {
        return packBits(slot) > 0;
    }

    int pack(long slot) {
        return packBits(slot) & ~UNCLAIMED;
    }

    int ordinal(long slot) {
        return slots.get(INT, slot * SLOT_BYTES + ORDINAL);
    }

    int offset(long slot) {
        return (int) (place(slot) >>> (2 * BITS + 1)) * 64;
    }

    int storedBytes(long slot) {
        return (int) ((place(slot) >>> (BITS + 1)) & MASK);
    }

    int plainBytes(long slot) {
        return (int) ((place(slot) >>> 1) & MASK);
    }

    boolean node(long slot) {
        return (place(slot) & 1) != 0;
    }

    Digest digest(long slot) {
        long at = slot * SLOT_BYTES;
        return new Digest(
                slots.get(LONG, at), slots.get(LONG, at + 8), slots.get(LONG, at + 16), slots.get(LONG, at + 24));
    }

    void forEach(DigestTable.SlotVisitor visitor) {
        for (long slot = 0; slot < capacity; slot++) {
            if (packBits(slot) != 0) {
                visitor.visit(slot);
            }
        }
    }

    /** Removes every entry that the test accepts, by moving the others. */
    void removeAll(DigestTable.SlotTest test) {
        long removed = 0;
        for (long slot = 0; slot < capacity; slot++) {
            if (packBits(slot) != 0 && test.test(slot)) {
                slots.set(INT, slot * SLOT_BYTES + PACK, 0); // breaks rows of slots: all are placed anew below
                removed++;
            }
        }
        if (removed > 0) {
            size -= removed;
            move(capacity);
        }
    }

    private void grow() {
        move(capacity + capacity / (capacity < FEW ? 2 : 8));
    }

    private void move(long newCapacity) {
        var newArena = arena(newCapacity);
        // Where there is no memory for it, this throws, and nothing has changed.
        var newSlots = newArena.allocate(newCapacity * SLOT_BYTES, 8);
        var oldArena = arena;
        var oldSlots = slots;
        long oldCapacity = capacity;
        arena = newArena;
        slots = newSlots;
        capacity = newCapacity;
        for (long old = 0; old < oldCapacity; old++) {
            if (oldSlots.get(INT, old * SLOT_BYTES + PACK) != 0) {
                long slot = home(oldSlots.get(LONG, old * SLOT_BYTES));
                while (packBits(slot) != 0) {
                    slot = next(slot);
                }
                MemorySegment.copy(oldSlots, old * SLOT_BYTES, slots, slot * SLOT_BYTES, SLOT_BYTES);
            }
        }
        free(oldArena, oldCapacity);
    }

    private static Arena arena(long capacity) {
        return capacity > COLLECTED ? Arena.ofShared() : Arena.ofAuto();
    }

    private static void free(Arena arena, long capacity) {
        if (capacity > COLLECTED) {
            arena.close();
        }
    }

    private boolean holds(long slot, boolean node, Digest digest) {
        long at = slot * SLOT_BYTES;
        return slots.get(LONG, at) == digest.first()
                && slots.get(LONG, at + 8) == digest.second()
                && slots.get(LONG, at + 16) == digest.third()
                && slots.get(LONG, at + 24) == digest.fourth()
                && node(slot) == node;
    }

    /** Where an entry is looked for first: digests are evenly spread already. */
    private long home(long first) {
        return Math.unsignedMultiplyHigh(first << skippedBits, capacity);
    }

    private long next(long slot) {
        return slot + 1 == capacity ? 0 : slot + 1;
    }

    private int packBits(long slot) {
        return slots.get(INT, slot * SLOT_BYTES + PACK);
    }

    private long place(long slot) {
        return slots.get(LONG, slot * SLOT_BYTES + PLACE);
    }

    @Override
    public void close() {
        free(arena, capacity);
    }
}
