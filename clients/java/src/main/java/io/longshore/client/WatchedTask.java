package io.longshore.client;

import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskState;
import io.longshore.v1.WatchOptions;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
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
    private final Operation<R> operation;
    private final LastingStream<TaskEvent> stream;
    private long sequence = -1;
    private @Nullable TaskEvent upcoming;
    private @Nullable Task ended;

    private WatchedTask(Longshore server, Operation<R> operation) {
        this.operation = operation;
        this.stream = new LastingStream<>(
                server, () -> operation.attach(server, resume()), "the stream ended before the task did");
    }

    /** Returns with the first event at hand, so that a refusal is thrown here. */
    static <R> WatchedTask<R> start(Longshore server, Operation<R> operation) throws InterruptedException {
        var task = new WatchedTask<>(server, operation);
        try {
            task.upcoming = task.stream.next(task::isNew);
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
        stream.close();
    }

    private @Nullable TaskEvent peek() throws InterruptedException {
        if (upcoming == null && ended == null) {
            upcoming = stream.next(this::isNew);
        }
        return upcoming;
    }

    private TaskEvent take() {
        var event = java.util.Objects.requireNonNull(upcoming);
        upcoming = null;
        if (event.hasTerminal()) {
            ended = event.getTerminal().getTask();
            stream.drop();
        }
        return event;
    }

    /** Where to go on; from a snapshot where nothing was seen. */
    private WatchOptions resume() {
        var options = WatchOptions.newBuilder();
        return sequence < 0 ? options.build() : options.setResumeAfter(sequence).build();
    }

    /** A heartbeat has no news but that the task is alive. What was seen comes again only in a snapshot, when the server lost count. */
    private boolean isNew(TaskEvent event) {
        if (event.hasHeartbeat()) {
            stream.gained();
            return false;
        }
        boolean later = event.getSequence() > sequence;
        if (later) {
            stream.gained();
        }
        boolean told = later || event.hasTerminal() || event.hasSnapshot();
        if (told) {
            sequence = event.getSequence();
        }
        return told;
    }
}
