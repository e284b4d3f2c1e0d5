package io.longshore.server.driver.ceph;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Leases that last as long as the test. */
public final class MemoryLeases implements WriterLeases {
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();

    @Override
    public void take(UUID task) {
        held.add(task);
    }

    @Override
    public boolean held(UUID task) {
        return held.contains(task);
    }

    public void end(UUID task) {
        held.remove(task);
    }
}
