package io.longshore.server.transfer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Has blocks worked on by several threads, and what follows from each done in the order in which they were given, by the one thread that this belongs to.
 * Closing it waits for what still runs.
 */
public final class Pipeline implements AutoCloseable {
    private final ExecutorService threads;
    private final int window;
    private final ArrayDeque<Future<Sequel>> pending = new ArrayDeque<>();

    /** What follows from a piece of work. */
    public interface Sequel {
        void run() throws IOException, InterruptedException;
    }

    /**
     * A pipeline.
     *
     * @param window how many pieces of work may be under way or done without their sequel
     */
    public Pipeline(ExecutorService threads, int window) {
        this.threads = threads;
        this.window = window;
    }

    /** Has something done by another thread. Waits while too much is under way, and runs sequels meanwhile. */
    public void submit(Callable<Sequel> work) throws IOException, InterruptedException {
        makeRoom();
        pending.add(threads.submit(work));
    }

    /** Has something follow once all that was given before has. */
    public void then(Sequel sequel) throws IOException, InterruptedException {
        makeRoom();
        pending.add(CompletableFuture.completedFuture(sequel));
    }

    /** Runs the sequels of all that was given so far. */
    public void drain() throws IOException, InterruptedException {
        while (!pending.isEmpty()) {
            takeFirst();
        }
    }

    private void makeRoom() throws IOException, InterruptedException {
        while (!pending.isEmpty()
                && (pending.size() >= window || pending.element().isDone())) {
            takeFirst();
        }
    }

    private void takeFirst() throws IOException, InterruptedException {
        result(pending.element()).run();
        pending.remove();
    }

    private static Sequel result(Future<Sequel> work) throws IOException, InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case InterruptedException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Waits for what runs, without its sequels: it has buffers that must come back, and channels that an interruption would close. */
    @Override
    public void close() {
        boolean interrupted = false;
        for (var work = pending.poll(); work != null; work = pending.poll()) {
            interrupted |= awaitEnd(work);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean awaitEnd(Future<Sequel> work) {
        boolean interrupted = false;
        while (work.state() == Future.State.RUNNING) {
            try {
                work.get();
            } catch (ExecutionException _) {
                break; // told already, or nobody waits for it any more
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
