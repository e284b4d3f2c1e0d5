package io.longshore.server.driver.zstore.gc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Who has a session on a storage just now. Keeps nobody out. Thread-safe. */
public final class Writers {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final List<UUID> tasks = new ArrayList<>();
    private long ended;

    /** A session; closing ends it, once. */
    public interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /** Begins a session of a task; to be called before the task's lease is taken. */
    public Pass enter(UUID task) {
        lock.lock();
        try {
            tasks.add(task);
        } finally {
            lock.unlock();
        }
        return new Pass() {
            private boolean open = true;

            @Override
            public void close() {
                lock.lock();
                try {
                    if (open) {
                        open = false;
                        tasks.remove(task);
                        ended++;
                        left.signalAll();
                    }
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    /** Whether a task has a session. */
    boolean writes(UUID task) {
        return !unlessWriting(task, () -> {});
    }

    /** Does something while a task has no session and begins none; false where it has one. */
    boolean unlessWriting(UUID task, Runnable action) {
        lock.lock();
        try {
            if (tasks.contains(task)) {
                return false;
            }
            action.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when a session has ended, or after a while. */
    void awaitChange(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long seen = ended;
            long nanos = limit.toNanos();
            while (ended == seen && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
