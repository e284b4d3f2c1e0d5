package io.longshore.server.task;

/**
 * How one kind of operation is done when it takes a while. An instance serves all tasks of its kind; what a task needs to go on after a crash is in
 * the catalog, on the storage or in its checkpoint, never in the instance.
 *
 * @param <O> the operation
 */
public interface Work<O extends Operation> {
    /**
     * Checks that the operation can be done and claims what it changes, such as an image's status. Runs in the transaction that makes the task,
     * so what it writes is there exactly when the task is. Touches no storage.
     *
     * @throws io.longshore.server.failure.FailureException the operation is refused; nothing is kept of it
     */
    void accept(Caller caller, O operation);

    /**
     * Does it. Called again from the start, with a higher attempt, after a crash or a suspension: what it finds done stays done.
     *
     * @return what is left to do in the catalog, in the transaction that ends the task
     * @throws io.longshore.server.failure.FailureException the task fails with it
     * @throws TaskSuspendedException something must be mended first; called again later
     * @throws InterruptedException the task was cancelled, or the server stops
     */
    Outcome run(O operation, TaskContext context) throws InterruptedException;

    /** Takes back what {@link #accept} claimed. Runs in the transaction that ends the task as failed or cancelled. Touches no storage. */
    void abandon(O operation);
}
