package io.longshore.server.driver.ceph;

import java.util.UUID;

/**
 * Which tasks still count on what they wrote to a storage, kept where it survives a crash: in the catalog. Whoever keeps the tasks ends a lease when the task's
 * result is visible, or the task has ended without one. Thread-safe.
 */
public interface WriterLeases {
    /** Takes a lease; a task that has one keeps it. */
    void take(UUID task);

    /** Whether a task may still go on from what it wrote: its lease has not ended, or it has not, as when it is suspended. */
    boolean held(UUID task);
}
