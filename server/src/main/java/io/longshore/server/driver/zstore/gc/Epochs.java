package io.longshore.server.driver.zstore.gc;

import java.util.List;
import java.util.UUID;

/**
 * One storage's epoch and the leases of those who write to it, kept where they survive a crash: in the catalog.
 * Thread-safe; each call is a transaction of its own.
 *
 * <p>The epoch counts collections of garbage. A writer takes a lease, which records the epoch, before it looks its first
 * digest up; what it found then stays while the lease lasts. Whoever keeps the tasks ends a lease: when the task's result
 * is visible, or the task has ended without one; or when it is suspended. Who comes back without one counts on nothing
 * that it found before: it takes a new lease and looks every digest up again.
 */
public interface Epochs {
    /** A writer's right to what it finds: the task (or upload) and the storage's epoch when it began. */
    record Lease(UUID task, long epoch) {}

    /** The storage's epoch; 0 before the first collection. */
    long current();

    /** Takes a lease. A task that has one keeps it, with its epoch unchanged, through crash and take-over. */
    Lease lease(UUID task);

    /** All leases that have not ended. */
    List<Lease> leases();

    /** Adds 1 to the epoch and returns it, when that is durable. */
    long advance();
}
