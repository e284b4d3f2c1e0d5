package io.longshore.server.task;

import io.longshore.server.transfer.Flow;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not ended, as this server has it in memory. What it says of the task is what was committed last: {@link TaskLedger} alone changes it,
 * one transaction after the other.
 */
final class LiveTask {
    private final TaskFeed feed;
    private final Stoppable stoppable = new Stoppable();
    private final Semaphore wakeUp = new Semaphore(0);
    private final Flow flow = new Flow();
    private volatile TaskRecord record;
    private volatile @Nullable Attempt attempt;
    private volatile boolean left;

    /**
     * @param events the changes of state that are kept
     * @param lastSequence no event has had a higher number
     */
    LiveTask(TaskRecord record, List<TaskEvent> events, long lastSequence) {
        this.record = record;
        this.feed = new TaskFeed(record, events, lastSequence);
        follow(record.task().handling());
    }

    private void follow(Handling handling) {
        flow.change(handling.bytesPerSecond(), handling.parallelism());
    }

    String uuid() {
        return record.task().uuid();
    }

    Task task() {
        return record.task();
    }

    TaskRecord record() {
        return record;
    }

    TaskFeed feed() {
        return feed;
    }

    /** What runs its work and waits for it. */
    Stoppable stoppable() {
        return stoppable;
    }

    /** Permits are calls to try a suspended task again. */
    Semaphore wakeUp() {
        return wakeUp;
    }

    /** The attempt that is under way; null while the task waits to be begun or to be tried again. */
    @Nullable
    Attempt attempt() {
        return attempt;
    }

    /** The server stops: whatever runs for the task is to end, and the task is to stay as it is. */
    void leave() {
        left = true;
        stoppable.stop();
    }

    boolean left() {
        return left;
    }

    /** How fast it may move bytes; changes with what was committed. */
    Flow flow() {
        return flow;
    }

    void committed(TaskRecord after, @Nullable Attempt underWay) {
        if (!after.task().handling().equals(record.task().handling())) {
            follow(after.task().handling());
        }
        record = after;
        attempt = underWay;
    }
}
