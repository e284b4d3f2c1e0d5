package io.longshore.server.driver.zstore;

import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.driver.zstore.pack.PackId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Epoch, leases and condemned packs that last as long as the test. */
public class MemoryEpochs implements Epochs {
    private final Map<UUID, Lease> leases = new LinkedHashMap<>();
    private final Map<PackId, Condemned> condemned = new LinkedHashMap<>();
    private long epoch;

    /** Nothing yet. */
    public MemoryEpochs() {}

    /** A copy, as it is now. */
    public MemoryEpochs(MemoryEpochs other) {
        synchronized (other) {
            leases.putAll(other.leases);
            condemned.putAll(other.condemned);
            epoch = other.epoch;
        }
    }

    @Override
    public synchronized long current() {
        return epoch;
    }

    @Override
    public synchronized Grant lease(UUID task) {
        boolean kept = leases.containsKey(task);
        return new Grant(leases.computeIfAbsent(task, _ -> new Lease(task, epoch)), kept);
    }

    @Override
    public synchronized List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    @Override
    public synchronized void end(Lease lease) {
        leases.remove(lease.task(), lease);
    }

    @Override
    public synchronized List<Condemned> condemned() {
        return List.copyOf(condemned.values());
    }

    @Override
    public synchronized long condemn(Collection<PackId> packs) {
        epoch++;
        packs.forEach(pack -> condemned.putIfAbsent(pack, new Condemned(pack, epoch, false)));
        return epoch;
    }

    @Override
    public synchronized void decide() {
        condemned.replaceAll((pack, was) -> new Condemned(pack, was.epoch(), true));
    }

    @Override
    public synchronized void forget(Collection<PackId> gone) {
        condemned.keySet().removeAll(gone);
    }

    @Override
    public synchronized void adopt(long epoch) {
        leases.clear();
        condemned.clear();
        this.epoch = Math.max(this.epoch, epoch);
    }

    public synchronized void end(UUID task) {
        leases.remove(task);
    }

    /** Begins anew, as the epochs of another storage. */
    public synchronized void set(long epoch) {
        leases.clear();
        condemned.clear();
        this.epoch = epoch;
    }
}
