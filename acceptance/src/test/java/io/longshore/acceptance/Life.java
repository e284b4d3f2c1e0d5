package io.longshore.acceptance;

import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.Task;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskState;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Something on a server that one thread has operations done with, one after the other, and whose state is known after each: also after one that the server's death cut off, once its
 * task has told how it ended.
 */
abstract class Life {
    /** How long a task may take after a restart. None takes a second; a machine that builds something else meanwhile is slow. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    final Random random;
    private @Nullable Asked asked;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private int cutOff;

    Life(Random random) {
        this.random = random;
    }

    /** An operation that was asked for: its request, and what is so once it has succeeded. */
    record Asked(String request, Call call, Runnable succeeded) {}

    /** A call that returns when an operation has ended, and fails as gRPC does. */
    interface Call {
        void make(Channel server) throws Exception;
    }

    /** What is asked for next. */
    abstract Asked next();

    /** Takes away what an operation that never became a task may have left. */
    void forget(Channel server) {}

    static String uuid() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Has operations done until the server dies. */
    final void live(Channel server) throws Exception {
        while (true) {
            var current = next();
            asked = current;
            try {
                current.call().make(server);
                current.succeeded().run();
                asked = null;
                done.incrementAndGet();
            } catch (StatusException | StatusRuntimeException e) {
                if (died(e) || !forgotten(server)) {
                    cutOff++;
                    return; // how it ended is asked once the server is there again
                }
                asked = null; // refused, or it failed: nothing has changed
                refused.incrementAndGet();
            }
        }
    }

    private boolean forgotten(Channel server) {
        try {
            forget(server);
            return true;
        } catch (StatusRuntimeException _) {
            return false;
        }
    }

    private static boolean died(Exception e) {
        return switch (Status.fromThrowable(e).getCode()) {
            case UNAVAILABLE, CANCELLED -> true;
            default -> false;
        };
    }

    /** Finds out what became of the operation that was cut off. */
    final void settle(Channel server) {
        var current = asked;
        asked = null;
        if (current == null) {
            return;
        }
        var ended = end(server, current.request());
        if (ended.isEmpty()) {
            forget(server);
        } else if (ended.get().getState() == TaskState.TASK_STATE_SUCCEEDED) {
            current.succeeded().run();
        }
    }

    /** A task when it has ended; empty where there never was one. */
    private static Optional<Task> end(Channel server, String uuid) {
        var tasks = TaskServiceGrpc.newBlockingStub(server);
        try {
            return Optional.of(await("the end of task " + uuid)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> tasks.getTask(GetTaskRequest.newBuilder()
                                            .setUuid(uuid)
                                            .build())
                                    .getTask(),
                            Life::terminal));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean terminal(Task task) {
        return switch (task.getState()) {
            case TASK_STATE_SUCCEEDED, TASK_STATE_FAILED, TASK_STATE_CANCELED -> true;
            default -> false;
        };
    }

    int done() {
        return done.get();
    }

    int refused() {
        return refused.get();
    }

    int cutOff() {
        return cutOff;
    }
}
