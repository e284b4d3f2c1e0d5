package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Digests that were seen, outside the heap: 16 to 32 bytes each, for half of a digest tells one from all others. For one thread at a time. */
final class DigestSet implements AutoCloseable {
    private static final int ENTRY_BYTES = 16;

    private Arena arena = Arena.ofShared();
    private long slots = 1 << 12;
    private MemorySegment table = arena.allocate(slots * ENTRY_BYTES);
    private long size;

    /** Adds a digest; false when it was there. */
    boolean add(Digest digest) {
        if (4 * (size + 1) > 3 * slots) {
            grow();
        }
        // No digest is all zeros in half of it: that is what tells a free slot.
        boolean added = add(digest.first() | 1, digest.second());
        size += added ? 1 : 0;
        return added;
    }

    private boolean add(long first, long second) {
        long slot = second & (slots - 1);
        while (true) {
            long there = table.get(ValueLayout.JAVA_LONG, slot * ENTRY_BYTES);
            if (there == 0) {
                table.set(ValueLayout.JAVA_LONG, slot * ENTRY_BYTES, first);
                table.set(ValueLayout.JAVA_LONG, slot * ENTRY_BYTES + Long.BYTES, second);
                return true;
            }
            if (there == first && table.get(ValueLayout.JAVA_LONG, slot * ENTRY_BYTES + Long.BYTES) == second) {
                return false;
            }
            slot = (slot + 1) & (slots - 1);
        }
    }

    private void grow() {
        var before = table;
        long slotsBefore = slots;
        try (var _ = arena) {
            arena = Arena.ofShared();
            slots = 2 * slotsBefore;
            table = arena.allocate(slots * ENTRY_BYTES);
            for (long slot = 0; slot < slotsBefore; slot++) {
                long first = before.get(ValueLayout.JAVA_LONG, slot * ENTRY_BYTES);
                if (first != 0) {
                    add(first, before.get(ValueLayout.JAVA_LONG, slot * ENTRY_BYTES + Long.BYTES));
                }
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
