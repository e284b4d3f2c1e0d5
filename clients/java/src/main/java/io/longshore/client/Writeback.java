package io.longshore.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Flushes a file while more of it comes. Left to itself the system keeps gigabytes in memory until the last flush, and
 * the device does nothing until then. Not thread-safe.
 */
final class Writeback {
    private static final long BYTES_BETWEEN = 64L << 20;

    private final FileChannel file;
    private long pendingBytes;
    private @Nullable FutureTask<Boolean> flush;

    Writeback(FileChannel file) {
        this.file = file;
    }

    /** So many bytes more were written. Begins a flush when it is time for one; waits for none. */
    void wrote(long bytes) throws IOException, InterruptedException {
        pendingBytes += bytes;
        if (pendingBytes >= BYTES_BETWEEN && (flush == null || flush.isDone())) {
            await();
            pendingBytes = 0;
            var begun = new FutureTask<>(() -> {
                file.force(false);
                return true;
            });
            flush = begun;
            Thread.ofPlatform().daemon().name("longshore-writeback").start(begun);
        }
    }

    /** Has everything on the device. A flush that failed before is told now, for the system tells it once. */
    void finish() throws IOException, InterruptedException {
        await();
        file.force(true);
    }

    private void await() throws IOException, InterruptedException {
        var begun = flush;
        flush = null;
        if (begun == null) {
            return;
        }
        try {
            begun.get();
        } catch (ExecutionException e) {
            throw new IOException("flushing failed: " + e.getCause(), e);
        }
    }
}
