package io.longshore.server.driver.ceph;

import io.longshore.server.driver.ceph.client.RadosMap;
import io.longshore.server.driver.ceph.client.RadosPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Images whose last manifest is being, or was, deleted, with the bytes that they take; kept in the pool until they are removed. Thread-safe. */
final class Garbage {
    private final Supplier<RadosPool> pool;
    private final Map<String, Long> known = new ConcurrentHashMap<>();

    Garbage(Supplier<RadosPool> pool) {
        this.pool = pool;
    }

    private RadosMap map() {
        return pool.get().map(Names.GARBAGE);
    }

    /** Learns anew what there is. */
    void refresh() throws IOException {
        var found = map().list("");
        known.keySet().retainAll(found.keySet());
        found.forEach((image, bytes) -> known.put(image, ByteBuffer.wrap(bytes).getLong()));
    }

    void add(String imageId, long bytes) throws IOException {
        map().evenWhenFull()
                .put(imageId, ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
        known.put(imageId, bytes);
    }

    void remove(String imageId) throws IOException {
        map().evenWhenFull().remove(imageId);
        known.remove(imageId);
    }

    Map<String, Long> all() throws IOException {
        refresh();
        return Map.copyOf(known);
    }

    /** Bytes of all of it, as far as is remembered. */
    long bytes() {
        return known.values().stream().mapToLong(Long::longValue).sum();
    }
}
