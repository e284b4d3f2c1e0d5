package io.longshore.server.task;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.TaskEvent.Progress;
import io.longshore.server.task.TaskEvent.Snapshot;
import io.longshore.server.task.TaskEvent.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one task, for those who watch. Watchers pull: the feed keeps the changes of state and the newest progress once, each {@link Watch}
 * keeps how far it has come, and so a slow watcher costs nobody anything.
 *
 * <p>Numbers. A change of state takes its number in the transaction that it is part of and is published when that is committed; transactions come one
 * after the other, and while one is under way no progress is published ({@link #hold}), so events are published in the order of their numbers.
 *
 * <p>The lock is the innermost one: nothing is called under it that takes another.
 */
final class TaskFeed {
    /** Changes of state that are kept; whoever is further behind gets a snapshot. */
    static final int KEPT_EVENTS = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final String taskUuid;
    private final List<Published> changes = new ArrayList<>();
    private Task task;
    private long lastTaken;
    private long lastPublished;
    private long pruned;
    private int held;
    private long progressCount;
    private @Nullable Published progress;
    private @Nullable StepMeter open;
    private @Nullable Published terminal;
    private boolean stopped;

    /**
     * @param record the task as it is kept
     * @param events its kept changes of state
     * @param lastSequence no event has had a higher number
     */
    TaskFeed(TaskRecord record, List<TaskEvent> events, long lastSequence) {
        this.taskUuid = record.task().uuid();
        this.task = record.task();
        this.pruned = record.prunedSequence();
        events.forEach(event -> changes.add(new Published(event, 0)));
        this.lastTaken = lastSequence;
        this.lastPublished = lastSequence;
        var end = task.endTime();
        if (task.state().terminal() && end != null) {
            this.terminal = new Published(event(record.sequence(), end, new Terminal(task)), 0);
        }
    }

    /**
     * An event as it was published.
     *
     * @param progressBefore how many progress events were published before it
     */
    private record Published(TaskEvent event, long progressBefore) {
        long sequence() {
            return event.sequence();
        }
    }

    /** Keeps progress back while a change of state is under way. */
    void hold() {
        lock.lock();
        try {
            held++;
        } finally {
            lock.unlock();
        }
    }

    /** The change of state is published, or did not happen. */
    void release() {
        lock.lock();
        try {
            held--;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the next change of state; only between {@link #hold} and {@link #release}. */
    long take() {
        lock.lock();
        try {
            return ++lastTaken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Publishes a change of state.
     *
     * @param after the task as it is now
     * @param openStep the step whose bytes move from now on; null where none does
     */
    void publish(Task after, TaskEvent change, long prunedSequence, @Nullable StepMeter openStep) {
        lock.lock();
        try {
            task = after;
            open = openStep;
            pruned = prunedSequence;
            changes.removeIf(kept -> kept.sequence() <= prunedSequence);
            changes.add(new Published(change, progressCount));
            lastPublished = change.sequence();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Publishes the task's end. */
    void end(Task after, long sequence, Instant time) {
        lock.lock();
        try {
            task = after;
            open = null;
            terminal = new Published(event(sequence, time, new Terminal(after)), progressCount);
            lastPublished = sequence;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells how far the open step has come, if it has moved since; whether it has. */
    boolean tick(StepMeter meter, Instant now, long nanos, long reserved) {
        lock.lock();
        try {
            if (meter != open || held > 0 || lastTaken >= reserved) {
                return false;
            }
            var moved = meter.moved(nanos);
            if (moved != null) {
                progress = new Published(event(++lastTaken, now, moved), progressCount++);
                lastPublished = lastTaken;
                changed.signalAll();
            }
            return moved != null;
        } finally {
            lock.unlock();
        }
    }

    /** How many numbers were taken. */
    long lastTaken() {
        lock.lock();
        try {
            return lastTaken;
        } finally {
            lock.unlock();
        }
    }

    /** Up to which number changes of state are to be forgotten now, oldest first and many at a time; 0 for none. */
    long prunable() {
        lock.lock();
        try {
            return changes.size() < KEPT_EVENTS
                    ? 0
                    : changes.get(KEPT_EVENTS / 2).sequence();
        } finally {
            lock.unlock();
        }
    }

    /** The task as it stands, with the bytes of its open step. */
    Task task() {
        lock.lock();
        try {
            return snapshot();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all watchers go with {@link Reason#UNAVAILABLE}: nothing more will be published here. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the task's end. */
    Task awaitEnd() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (terminal == null) {
                checkRunning();
                changed.await();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    Watch watch(OptionalLong resumeAfter) {
        return new Watch(resumeAfter);
    }

    private void checkRunning() {
        if (stopped) {
            throw new FailureException(Reason.UNAVAILABLE, "the server is stopping (expected: attach again soon)");
        }
    }

    private Task snapshot() {
        var meter = open;
        return meter == null ? task : task.withStep(meter.step());
    }

    private TaskEvent event(long sequence, Instant time, TaskEvent.What what) {
        return new TaskEvent(taskUuid, sequence, time, 0, what);
    }

    /** One watcher: how far it has come. */
    final class Watch implements TaskWatch {
        private final OptionalLong resumeAfter;
        private boolean begun;
        private boolean ended;
        private long seen;
        private long progressSeen;

        private Watch(OptionalLong resumeAfter) {
            this.resumeAfter = resumeAfter;
        }

        @Override
        public Optional<TaskEvent> next(Duration patience) throws InterruptedException {
            long left = patience.toNanos();
            lock.lockInterruptibly();
            try {
                while (!ended) {
                    var event = poll();
                    if (event != null) {
                        return Optional.of(event);
                    }
                    checkRunning();
                    if (left <= 0) {
                        return Optional.empty();
                    }
                    left = changed.awaitNanos(left);
                }
                return Optional.empty();
            } finally {
                lock.unlock();
            }
        }

        /** The next event that is there by now, the terminal one left out; null for none. */
        @Nullable
        TaskEvent pollBeforeEnd() {
            lock.lock();
            try {
                return terminal == null || !begun || nextChange() != null ? poll() : null;
            } finally {
                lock.unlock();
            }
        }

        private @Nullable TaskEvent poll() {
            if (!begun) {
                begun = true;
                if (resumeAfter.isEmpty()) {
                    return snapshotEvent(false);
                }
                seen = resumeAfter.getAsLong();
                if (seen > lastPublished) {
                    return snapshotEvent(true);
                }
            }
            if (seen < pruned) {
                return snapshotEvent(true);
            }
            return following();
        }

        private @Nullable TaskEvent following() {
            var change = nextChange();
            if (change != null) {
                return deliver(change);
            }
            var end = terminal;
            if (end != null) {
                ended = true;
                return deliver(end);
            }
            var newest = progress;
            return newest != null && newest.sequence() > seen ? deliver(newest) : null;
        }

        private @Nullable Published nextChange() {
            int index = changes.size();
            while (index > 0 && changes.get(index - 1).sequence() > seen) {
                index--;
            }
            return index < changes.size() ? changes.get(index) : null;
        }

        private TaskEvent deliver(Published published) {
            var event = published.event();
            // Whoever resumes begins to count here: what came before was another watch's.
            long folded = resumeAfter.isPresent() && seen == resumeAfter.getAsLong()
                    ? 0
                    : Math.max(0, published.progressBefore() - progressSeen);
            progressSeen = published.progressBefore() + (event.what() instanceof Progress ? 1 : 0);
            seen = event.sequence();
            return new TaskEvent(taskUuid, event.sequence(), event.time(), folded, event.what());
        }

        private TaskEvent snapshotEvent(boolean reset) {
            var end = terminal;
            seen = end == null ? lastPublished : end.sequence() - 1; // a terminal event follows, with a higher number
            progressSeen = progressCount;
            return event(seen, Instant.now(), new Snapshot(snapshot(), reset));
        }

        @Override
        public long lastSequence() {
            lock.lock();
            try {
                return lastPublished;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll(); // whoever waits in next, should another thread close it
            } finally {
                lock.unlock();
            }
        }
    }
}
