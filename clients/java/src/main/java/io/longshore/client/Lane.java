package io.longshore.client;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are done one after the other on a thread of their own, while the caller goes on to the next. Few of them wait at a time, so that memory does not
 * grow where the caller is quicker. For one caller.
 */
final class Lane implements AutoCloseable {
    private static final int MOST_WAITING = 4;

    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final ExecutorService thread;
    private volatile @Nullable Exception failure;

    /** One step; what it throws reaches the caller with a later call, and no step follows it. */
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    Lane(String name) {
        thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("longshore-" + name).factory());
    }

    /** Has a step done after those before it; waits while too many wait. */
    void add(Step step) throws IOException, InterruptedException {
        check();
        room.acquire();
        thread.execute(() -> take(step));
    }

    /** Waits until all is done. */
    void finish() throws IOException, InterruptedException {
        room.acquire(MOST_WAITING);
        room.release(MOST_WAITING);
        check();
    }

    private void take(Step step) {
        try {
            if (failure == null) {
                step.run();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
        } finally {
            room.release();
        }
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** Waits for the step that runs; those that wait are not done any more. */
    @Override
    public void close() {
        if (failure == null) {
            failure = new CancellationException("closed");
        }
        thread.close();
    }
}
