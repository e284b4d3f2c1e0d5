package io.longshore.server.transfer;

import io.longshore.server.driver.WriteSession;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Commits an ingest while it goes on: one commit at a time, in the background, and never so late that a crash loses much. */
final class Commits implements AutoCloseable {
    /** A pack's worth: what is lost by a crash is at most what two writers have open. */
    private static final long BYTES_BETWEEN = 32L << 20;

    private static final long NANOS_BETWEEN = 10_000_000_000L;

    private final WriteSession session;
    private final IngestKeeping keeping;
    private @Nullable FutureTask<Boolean> running;
    private long lastBytes;
    private long lastNanos = System.nanoTime();

    Commits(WriteSession session, IngestKeeping keeping) {
        this.session = session;
        this.keeping = keeping;
    }

    /** Begins a commit when it is time; waits for the one before only when a crash would lose too much. */
    void consider(Supplier<IngestCheckpoint> point, long sentBytes) throws IOException, InterruptedException {
        var current = running;
        long since = sentBytes - lastBytes;
        if (current != null && (current.isDone() || since >= 2 * BYTES_BETWEEN)) {
            await(current);
        }
        if (running == null && (since >= BYTES_BETWEEN || System.nanoTime() - lastNanos >= NANOS_BETWEEN)) {
            begin(point.get(), sentBytes);
        }
    }

    private void begin(IngestCheckpoint point, long sentBytes) {
        lastBytes = sentBytes;
        lastNanos = System.nanoTime();
        var commit = new FutureTask<>(() -> commit(point));
        running = commit;
        Thread.ofVirtual().name("commit").start(commit);
    }

    /** Commits, and returns when it is done. */
    void now(IngestCheckpoint point) throws IOException, InterruptedException {
        if (running != null) {
            await(running);
        }
        begin(point, point.counts().sent());
        if (running != null) {
            await(running);
        }
    }

    private boolean commit(IngestCheckpoint point) throws IOException, InterruptedException {
        session.seal();
        keeping.commit(point);
        return true;
    }

    private void await(FutureTask<Boolean> commit) throws IOException, InterruptedException {
        try {
            commit.get();
            running = null;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case InterruptedException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Waits for the commit that runs. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (running != null) {
            try {
                await(running);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (IOException | RuntimeException e) {
                running = null; // the next commit would have told; there is none
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
