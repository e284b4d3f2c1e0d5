package io.longshore.server.task;

import io.longshore.server.query.Condition;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** All tasks: how they are started, found, watched and cancelled. */
public interface Tasks {
    /**
     * Starts a task, or finds the one that this request started before. Returns as soon as the task is durable.
     *
     * @param requestId the caller's, normalised; empty to make one
     * @throws io.longshore.server.failure.FailureException the operation is refused: busy, or as {@link Work#accept} says; or {@code REQUEST_ID_REUSED}. A refusal that
     *     can't heal is kept as a failed task where there is a request_id, and thrown again when the same request comes again
     */
    Task start(Caller caller, Optional<String> requestId, Operation operation);

    /**
     * Makes a change at once: the change and its finished task are one transaction. A request that was done before gives its task again.
     *
     * @param change what is done in the catalog; throws what refuses it
     */
    Task apply(Caller caller, Optional<String> requestId, Operation operation, Supplier<Result> change);

    /** Waits for a task's end. */
    Task await(String uuid) throws InterruptedException;

    /** A task by its uuid; {@code TASK_NOT_FOUND} when there is none that the caller may see. */
    Task find(Caller caller, String uuid);

    /** A page of the tasks that the caller may see. */
    Page<Task> list(Caller caller, Query query);

    /** Asks a task to stop; {@code TASK_ENDED}, {@code TASK_NOT_CANCELABLE}. Cancelling a cancelled task succeeds. */
    Task cancel(Caller caller, String uuid);

    /**
     * Has a task stop for now; {@code TASK_ENDED}. Pausing a paused task succeeds.
     *
     * @param by the name of who pauses it, for others to see
     */
    Task pause(Caller caller, String uuid, String by);

    /** Has a paused task go on, and tries one at once that is suspended otherwise; {@code TASK_ENDED}. */
    Task resume(Caller caller, String uuid);

    /** Changes how a task is run, at once; {@code TASK_ENDED}. */
    Task update(Caller caller, String uuid, Handling.Edit edit);

    /** Watches a task, from its state now or from after an event that was seen; {@code TASK_NOT_FOUND}. */
    TaskWatch watch(Caller caller, String uuid, OptionalLong resumeAfter);

    /**
     * Watches all tasks that the caller may see, those that begin later too.
     *
     * @param conditions what must hold of a task; on what never changes in one. {@code UNKNOWN_FIELD} for others
     * @param resumeToken {@link TasksWatch#token} of an earlier watch, to be told what has ended since; empty for what lives now
     */
    TasksWatch watchAll(Caller caller, List<Condition> conditions, String resumeToken);
}
