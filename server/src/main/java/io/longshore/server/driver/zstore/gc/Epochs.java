package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.zstore.pack.PackId;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * One storage's epoch, the leases of those who write to it, and the packs that are condemned, kept where they survive a
 * crash: in the catalog. Thread-safe; each call is a transaction of its own.
 *
 * <p>The epoch counts collections of garbage. A writer takes a lease, which records the epoch, before it learns what is
 * condemned and looks its first digest up. What it found then stays while the lease lasts: a collection deletes nothing
 * before all leases of earlier epochs have ended. Whoever keeps the tasks ends a lease: when the task's result is visible,
 * the task has ended without one, or it is suspended; a collection ends one that nobody uses for too long. Who comes back
 * without a lease counts on nothing that it found before: it takes a new one and looks every digest up again.
 */
public interface Epochs {
    /** A writer's right to what it finds: the task (or upload) and the storage's epoch when it began. */
    record Lease(UUID task, long epoch) {}

    /**
     * A lease that was asked for.
     *
     * @param kept whether the task has had it all along: what it found before still stands
     */
    record Grant(Lease lease, boolean kept) {}

    /**
     * A pack that is to go, and never comes back.
     *
     * @param epoch who has a lease of this epoch or a later one does not count on it
     * @param deleting whether it may be gone already
     */
    record Condemned(PackId pack, long epoch, boolean deleting) {}

    /** The storage's epoch; 0 before the first collection. */
    long current();

    /** Takes a lease. A task that has one keeps it, with its epoch unchanged, through crash and take-over. */
    Grant lease(UUID task);

    /** All leases that have not ended. */
    List<Lease> leases();

    /** Ends a lease, unless it has ended: its task's checkpoint is void. */
    void end(Lease lease);

    /** All packs that are condemned and not forgotten. */
    List<Condemned> condemned();

    /** Adds 1 to the epoch, condemns packs with it, and returns it. A pack that was condemned before stays so as it was. */
    long condemn(Collection<PackId> packs);

    /** Decides that every pack that is condemned now is deleted. */
    void decide();

    /** Forgets condemned packs that are gone. */
    void forget(Collection<PackId> gone);

    /** Takes over the storage's own epoch where it is higher: for whoever adopts it. No lease and nothing condemned is left. */
    void adopt(long epoch);
}
