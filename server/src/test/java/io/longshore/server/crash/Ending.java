package io.longshore.server.crash;

import static io.longshore.server.crash.Client.CALLER;

import io.longshore.server.app.PortlessServer;
import io.longshore.server.crash.disk.DiskFaults;
import io.longshore.server.crash.disk.SimulatedDisk;
import io.longshore.server.failure.FailureException;
import io.longshore.server.task.Handling;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskRecord;
import io.longshore.server.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** How a task comes to its end that was cut off. */
enum Ending {
    /** Its process is lost, and the next one goes on. */
    LOST {
        @Override
        Task edit(Task task) {
            return task;
        }

        @Override
        void go(PortlessServer server, SimulatedDisk disk, Task task) {}
    },
    /** Its process is lost when its cancellation was asked for; the next one cancels it. */
    CANCELED {
        @Override
        Task edit(Task task) {
            return task.operation().cancelable() ? with(task, new TaskState.Canceling(), task.handling()) : task;
        }

        @Override
        void go(PortlessServer server, SimulatedDisk disk, Task task) {}
    },
    /** It is paused, and resumed; then all that it does on storages fails, until it is given up. */
    FAILED {
        @Override
        void go(PortlessServer server, SimulatedDisk disk, Task task) {
            disk.faults((_, path) -> {
                if (path.startsWith(STORAGES)) {
                    throw new IOException(path + ": Input/output error");
                }
            });
            server.tasks().resume(CALLER, task.uuid());
            await(() -> {
                server.tasks().wake();
                var now = server.tasks().find(CALLER, task.uuid());
                return now.state().terminal() || now.handling().futileAttempts() > MANY;
            });
            disk.faults(DiskFaults.NONE);
        }
    },
    /** It is paused, and resumed; once it runs another server takes it over, which is lost in its turn. */
    FENCED {
        @Override
        void go(PortlessServer server, SimulatedDisk disk, Task task) throws InterruptedException {
            var taken = new AtomicBoolean();
            disk.faults((_, path) -> {
                if (path.startsWith(STORAGES) && running(server, task) && taken.compareAndSet(false, true)) {
                    takeOver(server, task);
                }
            });
            server.tasks().resume(CALLER, task.uuid());
            try {
                var _ = server.tasks().await(task.uuid());
            } catch (FailureException _) {
                // its server has let go of it
            }
            disk.faults(DiskFaults.NONE);
        }
    };

    private static final String STORAGES = "/simulated/";

    /** More attempts than are made after an error without a name: what is not given up after these waits for what may heal. */
    private static final int MANY = 9;

    /** The task's row as the next process finds it. */
    Task edit(Task task) {
        var before = task.handling();
        return with(
                task,
                task.state(),
                new Handling(before.priority(), before.bytesPerSecond(), before.parallelism(), "a test", 0));
    }

    /** Has the task go on in that process. */
    abstract void go(PortlessServer server, SimulatedDisk disk, Task task) throws InterruptedException;

    /** Whether that process is lost with it. */
    boolean losesProcess() {
        return this == FENCED;
    }

    /** Waits until something is so. */
    static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    private static boolean running(PortlessServer server, Task task) {
        return server.tasks().find(CALLER, task.uuid()).state() instanceof TaskState.Running;
    }

    private static void takeOver(PortlessServer server, Task task) {
        var records = server.catalog().tasks();
        server.catalog().transactions().write(() -> {
            var found = records.find(task.uuid()).orElseThrow();
            var now = found.task();
            var taken = new Task(
                    now.uuid(),
                    now.accountUuid(),
                    now.operation(),
                    now.state(),
                    now.attempt() + 1,
                    now.steps(),
                    now.createTime(),
                    now.startTime(),
                    now.endTime(),
                    now.handling());
            records.update(new TaskRecord(taken, found.sequence(), found.prunedSequence()));
        });
    }

    private static Task with(Task task, TaskState state, Handling handling) {
        return new Task(
                task.uuid(),
                task.accountUuid(),
                task.operation(),
                state,
                task.attempt(),
                task.steps(),
                task.createTime(),
                task.startTime(),
                task.endTime(),
                handling);
    }
}
