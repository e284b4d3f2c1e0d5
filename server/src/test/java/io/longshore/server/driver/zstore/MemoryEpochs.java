package io.longshore.server.driver.zstore;

import io.longshore.server.driver.zstore.gc.Epochs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Epoch and leases that last as long as the test. */
public final class MemoryEpochs implements Epochs {
    private final Map<UUID, Lease> leases = new LinkedHashMap<>();
    private long epoch;

    @Override
    public synchronized long current() {
        return epoch;
    }

    @Override
    public synchronized Lease lease(UUID task) {
        return leases.computeIfAbsent(task, _ -> new Lease(task, epoch));
    }

    @Override
    public synchronized List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    @Override
    public synchronized long advance() {
        return ++epoch;
    }

    public synchronized void end(UUID task) {
        leases.remove(task);
    }

    public synchronized void set(long epoch) {
        this.epoch = epoch;
    }
}
