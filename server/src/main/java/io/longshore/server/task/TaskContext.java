package io.longshore.server.task;

import io.longshore.server.transfer.TransferMonitor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What a task's work may use of the task, in one attempt. Interrupted when the task is cancelled. */
public interface TaskContext extends TransferMonitor {
    /** The task's uuid. */
    String taskUuid();

    /** Who asked for it. */
    Caller caller();

    /**
     * Takes what the work found out to need for itself, until the task ends: all of it, or none. Inside {@link #transaction}.
     *
     * @return what another task holds; empty when the task has all of them now
     */
    Optional<Hold> hold(Set<Hold> holds);

    /**
     * Changes the catalog in the middle of the work, in a transaction that fails when another attempt has taken the task over.
     *
     * @throws TaskFencedException it has; this attempt must stop and change nothing more
     */
    <T> T transaction(Supplier<T> change);
}
