package io.longshore.server.transfer;

import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockBuffers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What one transfer, upload or reader works with: threads of its own, and a part of the budget of bytes in flight. Where its storage does not answer, these wait for
 * it, and those of others go on.
 */
final class Share implements AutoCloseable {
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("blocks-", 0).factory();
    private static final long IDLE_SECONDS = 5;

    /** A part is an eighth of the budget, or this many blocks more than there are threads where that is more: to be filled while each thread has one. */
    private static final int PART = 8;

    private static final int FILLED_AHEAD = 3;

    private final ThreadPoolExecutor threads;
    private final BlockBuffers budget;
    private final Semaphore part;

    /** Of threads, so many; they are made when there is work for them. */
    Share(int threads, BlockBuffers budget) {
        this.threads = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), THREADS);
        this.threads.allowCoreThreadTimeOut(true);
        this.budget = budget;
        this.part = new Semaphore(Math.max(threads + FILLED_AHEAD, budget.size() / PART));
    }

    ExecutorService threads() {
        return threads;
    }

    /** Waits for a buffer. */
    BlockBuffer take() throws InterruptedException {
        return budget.take(part);
    }

    /** Lets the threads go, once they have done what they were given. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
