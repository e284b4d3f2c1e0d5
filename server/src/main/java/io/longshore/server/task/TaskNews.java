package io.longshore.server.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks have had news since when, for those who watch all of them. Each live task stands in one place of a row, behind all whose news are older, and a watcher
 * remembers up to which place it has looked. So news cost the same whoever watches, and whoever is slow finds a task once, however much has happened to it.
 * Tasks that have ended leave the row: their ends are found in the catalog, by their numbers.
 *
 * <p>Nothing is called under the lock that takes another.
 */
final class TaskNews {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final NavigableMap<Long, LiveTask> row = new TreeMap<>();
    private final Map<String, Long> places = new HashMap<>();
    private long lastPlace;
    private long lastEnd;
    private boolean stopped;

    /**
     * Where a watcher begins.
     *
     * @param live all tasks that live
     * @param place up to which place these are
     * @param lastEnd the number of the newest end
     */
    record Start(List<LiveTask> live, long place, long lastEnd) {}

    /**
     * What a watcher is to look at next.
     *
     * @param lastEnd the number of the newest end; greater than what the watcher has seen where {@code task} is null
     * @param place the task's
     * @param task one that has had news
     */
    record Next(long lastEnd, long place, @Nullable LiveTask task) {}

    /** Begins a watch; inside a transaction, so that what was committed is here and nothing else. */
    Start start(long committedEnd) {
        lock.lock();
        try {
            lastEnd = Math.max(lastEnd, committedEnd);
            return new Start(List.copyOf(row.values()), lastPlace, lastEnd);
        } finally {
            lock.unlock();
        }
    }

    /** A task lives from now on. */
    void begun(LiveTask task) {
        lock.lock();
        try {
            stand(task);
        } finally {
            lock.unlock();
        }
    }

    /** Something was told of a task. */
    void told(String uuid) {
        lock.lock();
        try {
            var place = places.get(uuid);
            if (place != null) {
                stand(row.remove(place));
            }
        } finally {
            lock.unlock();
        }
    }

    private void stand(@Nullable LiveTask task) {
        if (task != null) {
            row.put(++lastPlace, task);
            places.put(task.uuid(), lastPlace);
            changed.signalAll();
        }
    }

    /** A task has ended; after its feed was told. */
    void ended(String uuid, long number) {
        lock.lock();
        try {
            var place = places.remove(uuid);
            if (place != null) {
                row.remove(place);
            }
            lastEnd = number;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for news.
     *
     * @param seenEnd the newest end that the watcher knows of
     * @param seenPlace up to where it has looked
     * @return null when there are none in that time
     */
    @Nullable
    Next await(long seenEnd, long seenPlace, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (true) {
                if (stopped) {
                    throw TaskEngine.stopping();
                }
                if (lastEnd > seenEnd) {
                    return new Next(lastEnd, seenPlace, null);
                }
                var next = row.higherEntry(seenPlace);
                if (next != null) {
                    return new Next(lastEnd, next.getKey(), next.getValue());
                }
                if (left <= 0) {
                    return null;
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets all watchers go: nothing more happens here. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
