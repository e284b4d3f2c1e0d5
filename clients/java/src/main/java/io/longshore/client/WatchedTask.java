package io.longshore.client;

import io.grpc.StatusException;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskState;
import io.longshore.v1.WatchOptions;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task and its events: each once and in order, with one end. A lost connection or a restarted server is not seen: it attaches
 * again with the last sequence that it saw. Heartbeats are not handed out.
 *
 * <p>One thread iterates; iterating again goes on where the last loop stopped. Closing it, from any thread, ends the watching and not the
 * task; so does the end of the task.
 *
 * @param <R> what the task results in
 */
public final class WatchedTask<R> implements Iterable<TaskEvent>, AutoCloseable {
    private final Longshore server;
    private final Operation<R> operation;
    private final Attempts attempts;
    private long sequence = -1;
    private @Nullable TaskEvent upcoming;
    private @Nullable Task ended;
    private volatile @Nullable EventStream<?, TaskEvent> stream;
    private volatile boolean closed;

    private WatchedTask(Longshore server, Operation<R> operation) {
        this.server = server;
        this.operation = operation;
        this.attempts = server.attempts();
    }

    /** Returns with the first event at hand, so that a refusal is thrown here. */
    static <R> WatchedTask<R> start(Longshore server, Operation<R> operation) throws InterruptedException {
        var task = new WatchedTask<>(server, operation);
        try {
            task.upcoming = task.read();
            return task;
        } catch (RuntimeException | InterruptedException e) {
            task.close();
            throw e;
        }
    }

    /** The task's uuid. */
    public String uuid() {
        return operation.taskUuid();
    }

    /**
     * The events from here on, the last one terminal; after {@link #close} there are none. {@code hasNext} blocks until there is
     * one. Both methods throw {@link LongshoreException} where the server is lost for too long, and {@link CancellationException},
     * with the thread's flag set, where the thread is interrupted. That a task failed is told by its last event, not thrown.
     */
    @Override
    public Iterator<TaskEvent> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return peek() != null;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    var cancellation = new CancellationException("interrupted while watching task " + uuid());
                    cancellation.initCause(e);
                    throw cancellation;
                }
            }

            @Override
            public TaskEvent next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("task " + uuid() + " has no more events");
                }
                return take();
            }
        };
    }

    /**
     * Waits for the task's end; events that were not taken are passed over.
     *
     * @return the task, whether it succeeded, failed or was cancelled
     * @throws IllegalStateException where this was closed before the task's end
     */
    public Task await() throws InterruptedException {
        while (peek() != null) {
            take();
        }
        if (ended == null) {
            throw new IllegalStateException("task " + uuid() + " is not watched any more");
        }
        return ended;
    }

    /**
     * Waits for the task's end and gives what it resulted in.
     *
     * @throws LongshoreException where it failed or was cancelled
     */
    public R result() throws InterruptedException {
        var task = await();
        if (task.getState() != TaskState.TASK_STATE_SUCCEEDED) {
            throw LongshoreException.of(task.getFailure());
        }
        return operation.resultOf(task);
    }

    /** Stops watching; the task goes on. */
    @Override
    public void close() {
        closed = true;
        drop();
    }

    private @Nullable TaskEvent peek() throws InterruptedException {
        if (upcoming == null && ended == null) {
            upcoming = read();
        }
        return upcoming;
    }

    private TaskEvent take() {
        var event = java.util.Objects.requireNonNull(upcoming);
        upcoming = null;
        if (event.hasTerminal()) {
            ended = event.getTerminal().getTask();
            drop();
        }
        return event;
    }

    /** The next event that is new; null once this is closed. */
    private @Nullable TaskEvent read() throws InterruptedException {
        while (!closed) {
            try {
                var event = attached().next(server.limits().silence());
                if (event == null) {
                    lost("the stream ended before the task did", null);
                } else if (isNew(event)) {
                    return event;
                }
            } catch (StatusException e) {
                drop();
                if (!closed) {
                    attempts.failed(e);
                }
            } catch (TimeoutException e) {
                lost("nothing heard for " + server.limits().silence().toSeconds() + " s", e);
            }
        }
        return null;
    }

    private EventStream<?, TaskEvent> attached() throws InterruptedException {
        var open = stream;
        if (open == null) {
            attempts.begin();
            open = operation.attach(server, resume());
            stream = open;
            if (closed) { // by another thread, which may not have seen the stream
                open.end();
            }
        }
        return open;
    }

    /** Where to go on; from a snapshot where nothing was seen. */
    private WatchOptions resume() {
        var options = WatchOptions.newBuilder();
        return sequence < 0 ? options.build() : options.setResumeAfter(sequence).build();
    }

    /** A heartbeat has no news but that the task is alive. What was seen comes again only in a snapshot, when the server lost count. */
    private boolean isNew(TaskEvent event) {
        if (event.hasHeartbeat()) {
            attempts.gained();
            return false;
        }
        boolean later = event.getSequence() > sequence;
        if (later) {
            attempts.gained();
        }
        boolean told = later || event.hasTerminal() || event.hasSnapshot();
        if (told) {
            sequence = event.getSequence();
        }
        return told;
    }

    private void lost(String why, @Nullable Throwable cause) throws InterruptedException {
        drop();
        if (!closed) {
            attempts.failed(LongshoreException.lost(why, cause));
        }
    }

    private void drop() {
        var open = stream;
        if (open != null) {
            stream = null;
            open.end();
        }
    }
}
