package io.longshore.server.task;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what becomes of tasks, and tells it to those who watch as soon as it is committed. Every change of a task's state goes through here.
 *
 * <p>Transactions come one after the other, which is what orders the changes of a task; what a transaction of {@link #change} finds in memory is what
 * was committed last.
 */
final class TaskLedger {
    /** Numbers of events that are reserved at once: as many as progress needs in an hour and a half. */
    private static final long BLOCK = 1 << 16;

    private final Transactions transactions;
    private final TaskRecords records;
    private final TaskNews news;
    private final Clock clock;

    TaskLedger(Transactions transactions, TaskRecords records, TaskNews news, Clock clock) {
        this.transactions = transactions;
        this.records = records;
        this.news = news;
        this.clock = clock;
    }

    /** Now, as precisely as the catalog keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Makes a change of a task in a transaction, while its progress is held back. */
    <T> T change(LiveTask live, Supplier<T> change) {
        live.feed().hold();
        try {
            return transactions.write(change);
        } finally {
            live.feed().release();
        }
    }

    /** Adds a task that waits to be begun; inside a transaction. */
    LiveTask insert(Task task) {
        var event = stateChange(task, 1, task.createTime(), null);
        var record = new TaskRecord(task, BLOCK, 0);
        records.insert(record);
        records.insertEvent(event);
        return new LiveTask(record, List.of(event), 1);
    }

    /** Adds a task that has ended already; inside a transaction. */
    void insertEnded(Task task) {
        records.insert(new TaskRecord(task, 2, 0)); // 1 is the snapshot's that comes before the terminal event
        long number = records.ends().number(task.uuid());
        records.afterCommit(() -> news.ended(task.uuid(), number));
    }

    /**
     * Writes a task's new state or a step that began or ended; inside {@link #change}.
     *
     * @param underWay the attempt that has it from now on
     * @param step what began or ended; null where only the state changed
     */
    void write(LiveTask live, Task after, @Nullable Attempt underWay, @Nullable Step step) {
        long sequence = live.feed().take();
        var event = stateChange(after, sequence, now(), step);
        long pruned = prune(live);
        var record = new TaskRecord(after, sequence + BLOCK, pruned);
        records.update(record);
        records.insertEvent(event);
        records.afterCommit(() -> {
            live.committed(record, underWay);
            live.feed().publish(after, event, pruned, underWay == null ? null : underWay.openStep());
            news.told(after.uuid());
        });
    }

    /** Writes that a task has to wait until something is mended, and lets go of the storages; inside {@link #change}. */
    void suspend(LiveTask live, Task after) {
        write(live, after, null, null);
        records.releaseLeases(after.uuid());
    }

    /** Writes a task's end and gives back what it had; inside {@link #change}. */
    void end(LiveTask live, Task after) {
        long sequence = live.feed().take();
        var record = new TaskRecord(after, sequence, live.record().prunedSequence());
        records.update(record);
        records.release(after.uuid());
        long number = records.ends().number(after.uuid());
        records.afterCommit(() -> {
            live.committed(record, null);
            live.feed().end(after, sequence, now());
            news.ended(after.uuid(), number);
        });
    }

    /** Tells how far a task's open step has come, if it has moved since. */
    void tick(LiveTask live, StepMeter meter) {
        if (live.feed().tick(meter, now(), System.nanoTime(), live.record().sequence())) {
            news.told(live.uuid());
        }
    }

    /** Reserves further numbers for progress once half of the block is used. */
    void reserve(LiveTask live, Attempt underWay) {
        if (live.feed().lastTaken() + BLOCK / 2 < live.record().sequence() || live.attempt() != underWay) {
            return;
        }
        change(live, () -> {
            checkFence(live, underWay);
            var record = live.record();
            var more = new TaskRecord(record.task(), live.feed().lastTaken() + BLOCK, record.prunedSequence());
            records.reserveSequence(live.uuid(), more.sequence());
            records.afterCommit(() -> live.committed(more, live.attempt()));
            return true;
        });
    }

    /**
     * Makes sure that an attempt still has its task; inside a transaction.
     *
     * @throws TaskFencedException another one has, or the task has ended
     */
    void checkFence(LiveTask live, @Nullable Attempt underWay) {
        var task = live.task();
        var standing = records.standing(live.uuid());
        var expected = new TaskRecords.Standing(task.state().getClass(), task.attempt());
        if (live.attempt() != underWay || !standing.equals(Optional.of(expected))) {
            throw new TaskFencedException("task " + live.uuid() + ": attempt " + task.attempt()
                    + " does not have it any more (found: " + standing + ")");
        }
    }

    private long prune(LiveTask live) {
        long pruned = live.feed().prunable();
        if (pruned > live.record().prunedSequence()) {
            records.pruneEvents(live.uuid(), pruned);
            return pruned;
        }
        return live.record().prunedSequence();
    }

    private static TaskEvent stateChange(Task task, long sequence, Instant time, @Nullable Step step) {
        return new TaskEvent(
                task.uuid(), sequence, time, 0, new TaskEvent.StateChange(task.state(), task.attempt(), step));
    }
}
