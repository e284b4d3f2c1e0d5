package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.StorageBusyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Lets either any number of writers in, or one collector of garbage. A collector that waits keeps no writer out: an upload
 * may last for days. Thread-safe.
 */
public final class WriterGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<UUID> writers = new ArrayList<>();
    private boolean collecting;

    /** Something that was let in; closing lets it out, once. */
    public interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /** Lets a writer in, once no collector is in. {@code waiting} is told why, before a wait. */
    public Pass enterWriter(UUID task, Consumer<String> waiting) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (collecting) {
                waiting.accept("space is being reclaimed on the storage");
            }
            while (collecting) {
                changed.await();
            }
            writers.add(task);
        } finally {
            lock.unlock();
        }
        return once(() -> writers.remove(task));
    }

    /**
     * Lets a collector in, once no writer and no other collector is in.
     *
     * @throws StorageBusyException when that is not so within {@code limit}
     */
    public Pass enterCollector(Duration limit, Consumer<String> waiting)
            throws InterruptedException, StorageBusyException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            if (busy()) {
                waiting.accept(reason());
            }
            while (busy()) {
                if (left <= 0) {
                    throw new StorageBusyException(reason() + " (expected: none within " + limit + ")");
                }
                left = changed.awaitNanos(left);
            }
            collecting = true;
        } finally {
            lock.unlock();
        }
        return once(() -> collecting = false);
    }

    private boolean busy() {
        return collecting || !writers.isEmpty();
    }

    private String reason() {
        return collecting ? "space is being reclaimed already" : "tasks that write to the storage: " + writers;
    }

    private Pass once(Runnable leave) {
        return new Pass() {
            private boolean left;

            @Override
            public void close() {
                lock.lock();
                try {
                    if (!left) {
                        left = true;
                        leave.run();
                        changed.signalAll();
                    }
                } finally {
                    lock.unlock();
                }
            }
        };
    }
}
