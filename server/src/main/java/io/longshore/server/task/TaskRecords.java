package io.longshore.server.task;

import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where tasks are kept. Calls take part in the transaction that they are made in. */
public interface TaskRecords {
    Optional<TaskRecord> find(String uuid);

    /** What a task's row says of who may change it. */
    Optional<Standing> standing(String uuid);

    /**
     * Where a task stands and which attempt has it.
     *
     * @param state which {@link TaskState}
     */
    record Standing(Class<? extends TaskState> state, int attempt) {}

    /** A page of tasks; {@code accountUuid} empty for those of all accounts. */
    Page<Task> list(Optional<String> accountUuid, Query query);

    /** All tasks that have not ended, oldest first. */
    List<TaskRecord> unfinished();

    void insert(TaskRecord record);

    /** Writes all but what never changes: whose it is, the operation, when it was accepted. */
    void update(TaskRecord record);

    /** Reserves the numbers of events up to this one. */
    void reserveSequence(String uuid, long sequence);

    /** Keeps a change of state. */
    void insertEvent(TaskEvent event);

    /** The changes of state that are kept, in order. */
    List<TaskEvent> events(String uuid);

    /** Forgets changes of state up to this one. */
    void pruneEvents(String uuid, long sequence);

    /** The task that holds a resource. */
    Optional<String> holder(Hold hold);

    void insertHold(String uuid, Hold hold);

    /** Gives back what a task had for as long as it lived: holds, leases, reservations, its checkpoint and packs' names. */
    void release(String uuid);

    /**
     * Ends a task's leases on storages while it is suspended, so that its waiting keeps nobody from making room. The next attempt takes new ones, and looks
     * up anew whatever it means to count on.
     */
    void releaseLeases(String uuid);

    Optional<byte[]> checkpoint(String uuid);

    void keepCheckpoint(String uuid, byte[] checkpoint);

    /** Names of the packs that a task has stored, in order. */
    List<String> packs(String uuid);

    /** Keeps one more. */
    void keepPack(String uuid, String name);

    /** The order in which tasks have ended. */
    TaskEnds ends();

    /**
     * Forgets tasks that have ended before a time, with all that belongs to them.
     *
     * @return how many; at most {@code limit}
     */
    int purge(Instant endedBefore, int limit);

    /**
     * Does something as soon as the transaction that this is called in is committed, and never if it is not. Such actions run in the order of the
     * commits, before any other transaction begins; they are short and do not wait.
     */
    void afterCommit(Runnable action);
}
