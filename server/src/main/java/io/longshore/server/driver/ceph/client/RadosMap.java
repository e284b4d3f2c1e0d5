package io.longshore.server.driver.ceph.client;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keys and values in one object of a pool (its omap), in the order of the keys. Each write is whole or not at all, and at once visible to all. Thread-safe.
 */
public final class RadosMap {
    /** How many are asked for at a time: Ceph itself gives no more than 1024. */
    private static final long PAGE = 1000;

    private static final byte EQUAL = 1;

    /** What librados calls LIBRADOS_OPERATION_FULL_FORCE. */
    private static final int FULL_FORCE = 128;

    private final CephLibrary library;
    private final MemorySegment pool;
    private final String object;
    private final String where;
    private final int flags;

    RadosMap(CephLibrary library, MemorySegment pool, String object, String where) {
        this(library, pool, object, where, 0);
    }

    private RadosMap(CephLibrary library, MemorySegment pool, String object, String where, int flags) {
        this.library = library;
        this.pool = pool;
        this.object = object;
        this.where = where;
        this.flags = flags;
    }

    /** The same map, written to even where the pool is full: for the few bytes that it takes to delete. */
    public RadosMap evenWhenFull() {
        return new RadosMap(library, pool, object, where, FULL_FORCE);
    }

    /** Makes the object with these values; false when it is there already, and then nothing was changed. */
    public boolean create(Map<String, byte[]> values) throws IOException {
        return CephException.EEXIST
                != write(
                        operation -> {
                            library.run("rados_write_op_create", operation, 1, MemorySegment.NULL);
                            set(operation, values);
                        },
                        CephException.EEXIST);
    }

    /** Sets one value. */
    public void put(String key, byte[] value) throws IOException {
        write(operation -> set(operation, Map.of(key, value)), 0);
    }

    /** Sets one value, which may not be empty, unless the key has one; false when it has. */
    public boolean putIfAbsent(String key, byte[] value) throws IOException {
        write(operation -> library.run("rados_write_op_create", operation, 0, MemorySegment.NULL), 0);
        return CephException.ECANCELED
                != write(
                        operation -> {
                            library.run(
                                    "rados_write_op_omap_cmp",
                                    operation,
                                    CephLibrary.text(key),
                                    EQUAL,
                                    CephLibrary.text(""),
                                    0L,
                                    MemorySegment.NULL);
                            set(operation, Map.of(key, value));
                        },
                        CephException.ECANCELED);
    }

    /** Removes a key, whether it is there or not. */
    public void remove(String key) throws IOException {
        write(
                operation -> library.run("rados_write_op_omap_rm_keys", operation, pointers(key), 1L),
                CephException.ENOENT);
    }

    /** The value of a key. */
    public Optional<byte[]> get(String key) throws IOException {
        return Optional.ofNullable(list(key).get(key));
    }

    /** All keys that begin with {@code prefix}, with their values. */
    public SequencedMap<String, byte[]> list(String prefix) throws IOException {
        var found = new TreeMap<String, byte[]>();
        String after = "";
        boolean more = true;
        while (more) {
            int before = found.size();
            more = page(after, prefix, found);
            after = found.isEmpty() ? "" : found.lastKey();
            more &= found.size() > before;
        }
        return found;
    }

    private boolean page(String after, String prefix, SortedMap<String, byte[]> found) throws IOException {
        var operation = library.pointer("rados_create_read_op");
        var iterator = CephLibrary.room();
        var more = CephLibrary.room();
        var status = CephLibrary.room();
        try {
            library.run(
                    "rados_read_op_omap_get_vals2",
                    operation,
                    CephLibrary.text(after),
                    CephLibrary.text(prefix),
                    PAGE,
                    iterator,
                    more,
                    status);
            int result = library.tryCall("rados_read_op_operate", operation, pool, CephLibrary.text(object), 0);
            if (result == -CephException.ENOENT) {
                return false;
            }
            CephLibrary.checked(where, "rados_read_op_omap_get_vals2", result);
            collect(CephLibrary.pointerIn(iterator), found);
            return more.get(ValueLayout.JAVA_BYTE, 0) != 0;
        } finally {
            if (CephLibrary.pointerIn(iterator).address() != 0) {
                library.run("rados_omap_get_end", CephLibrary.pointerIn(iterator));
            }
            library.run("rados_release_read_op", operation);
        }
    }

    private void collect(MemorySegment iterator, SortedMap<String, byte[]> found) throws IOException {
        var key = CephLibrary.room();
        var value = CephLibrary.room();
        var length = CephLibrary.room();
        while (true) {
            CephLibrary.checked(
                    where, "rados_omap_get_next", library.start("rados_omap_get_next", iterator, key, value, length));
            if (CephLibrary.pointerIn(key).address() == 0) {
                return;
            }
            long bytes = length.get(ValueLayout.JAVA_LONG, 0);
            found.put(
                    CephLibrary.textAt(CephLibrary.pointerIn(key)),
                    CephLibrary.bytesAt(CephLibrary.pointerIn(value), bytes));
        }
    }

    private void set(MemorySegment operation, Map<String, byte[]> values) throws IOException {
        var memory = CephLibrary.memory(); // all of it lives as long as any of it is in use
        var keys = values.keySet().toArray(String[]::new);
        var contents = memory.allocate(ValueLayout.ADDRESS, Math.max(1, keys.length));
        var lengths = memory.allocate(ValueLayout.JAVA_LONG, Math.max(1, keys.length));
        for (int i = 0; i < keys.length; i++) {
            var value = values.getOrDefault(keys[i], new byte[0]);
            contents.setAtIndex(ValueLayout.ADDRESS, i, memory.allocateFrom(ValueLayout.JAVA_BYTE, value));
            lengths.setAtIndex(ValueLayout.JAVA_LONG, i, value.length);
        }
        library.run("rados_write_op_omap_set", operation, pointers(keys), contents, lengths, (long) keys.length);
    }

    private static MemorySegment pointers(String... texts) {
        var memory = CephLibrary.memory();
        var pointers = memory.allocate(ValueLayout.ADDRESS, Math.max(1, texts.length));
        for (int i = 0; i < texts.length; i++) {
            pointers.setAtIndex(ValueLayout.ADDRESS, i, memory.allocateFrom(texts[i]));
        }
        return pointers;
    }

    private interface Filling {
        void into(MemorySegment operation) throws IOException;
    }

    /** Writes; returns 0, or {@code expected} when it failed with that. */
    private int write(Filling filling, int expected) throws IOException {
        var operation = library.pointer("rados_create_write_op");
        try {
            filling.into(operation);
            int result = library.tryCall(
                    "rados_write_op_operate", operation, pool, CephLibrary.text(object), MemorySegment.NULL, flags);
            if (expected != 0 && result == -expected) {
                return expected;
            }
            CephLibrary.checked(where, "rados_write_op_operate", result);
            return 0;
        } finally {
            library.run("rados_release_write_op", operation);
        }
    }
}
