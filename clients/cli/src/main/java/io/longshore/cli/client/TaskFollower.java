package io.longshore.cli.client;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.WatchOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a task to its end, over lost connections and restarted servers: events come once and in order, with one end. It
 * attaches again with the last sequence that it saw, so that nothing is missed.
 */
public final class TaskFollower {
    private final Connection connection;

    public TaskFollower(Connection connection) {
        this.connection = connection;
    }

    /**
     * Starts or attaches, hands each event but heartbeats to {@code listener}, and returns the task as it ended, be it
     * well or not.
     *
     * @throws ServerFailure where the task was refused before it began, or the server was lost for too long
     */
    public <M> Task follow(Operation<M> operation, Consumer<TaskEvent> listener)
            throws ServerFailure, InterruptedException {
        var attempts = connection.attempts();
        var seen = new Seen(listener);
        while (true) {
            try {
                connection.sessions().ensure();
                var ended = watch(operation, seen, attempts);
                if (ended != null) {
                    return ended;
                }
                attempts.failed(ServerFailure.lost("the stream ended before the task did", null));
            } catch (StatusException e) {
                attempts.failed(ServerFailure.of(e));
            } catch (TimeoutException e) {
                attempts.failed(ServerFailure.lost(
                        "nothing heard for " + connection.silence().toSeconds() + " s", e));
            }
        }
    }

    /** Starts an operation and leaves it to itself; returns the task as it stood then. */
    public <M> Task start(Operation<M> operation) throws ServerFailure, InterruptedException {
        var detached = WatchOptions.newBuilder().setDetach(true).build();
        return connection.call(() -> {
            var call = operation.attach().apply(detached);
            try {
                var first = call.read();
                if (first == null) {
                    throw Status.UNAVAILABLE
                            .withDescription("the stream ended before its first event")
                            .asException();
                }
                return taskOf(operation.event().apply(first));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Status.CANCELLED.withCause(e).asException();
            } finally {
                call.cancel("seen enough", null);
            }
        });
    }

    private <M> @Nullable Task watch(Operation<M> operation, Seen seen, Connection.Attempts attempts)
            throws StatusException, InterruptedException, TimeoutException {
        var call = operation.attach().apply(seen.resume());
        try {
            for (var message = next(call); message != null; message = next(call)) {
                var event = operation.event().apply(message);
                if (seen.take(event)) {
                    attempts.gained();
                }
                if (event.hasTerminal()) {
                    return event.getTerminal().getTask();
                }
            }
            return null;
        } finally {
            call.cancel("seen enough", null);
        }
    }

    private <M> @Nullable M next(BlockingClientCall<?, M> call)
            throws StatusException, InterruptedException, TimeoutException {
        return call.read(connection.silence().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Task taskOf(TaskEvent event) {
        return event.hasTerminal()
                ? event.getTerminal().getTask()
                : event.getSnapshot().getTask();
    }

    /** What was seen of a task so far. */
    private static final class Seen {
        private final Consumer<TaskEvent> listener;
        private long sequence = -1;

        Seen(Consumer<TaskEvent> listener) {
            this.listener = listener;
        }

        /** Where to go on; from a snapshot where nothing was seen. */
        WatchOptions resume() {
            var options = WatchOptions.newBuilder();
            return sequence < 0
                    ? options.build()
                    : options.setResumeAfter(sequence).build();
        }

        /** Returns whether it tells something new; a heartbeat does: that the task is alive. */
        boolean take(TaskEvent event) {
            if (event.hasHeartbeat()) {
                return true;
            }
            boolean newer = event.getSequence() > sequence;
            if (newer || event.hasTerminal() || event.hasSnapshot()) {
                sequence = event.getSequence();
                listener.accept(event);
            }
            return newer;
        }
    }
}
