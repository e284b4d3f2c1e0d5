package io.longshore.server.rpc;

import io.longshore.server.failure.Failure;
import io.longshore.server.task.Handling;
import io.longshore.server.task.Step;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskEvent;
import io.longshore.server.task.TaskState;
import io.longshore.v1.TaskEvent.Heartbeat;
import io.longshore.v1.TaskEvent.Progress;
import io.longshore.v1.TaskEvent.Snapshot;
import io.longshore.v1.TaskEvent.StateChange;
import io.longshore.v1.TaskEvent.Terminal;
import io.longshore.v1.TaskPriority;
import io.longshore.v1.TaskSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tasks and what happens to them, on the wire. */
final class TaskProtos {
    private final OperationProtos operations;

    TaskProtos(StorageProtos storages) {
        this.operations = new OperationProtos(storages);
    }

    /** A task with all that it has. */
    io.longshore.v1.Task task(Task task) {
        var proto = withoutResult(task);
        if (task.state() instanceof TaskState.Succeeded(var _, var result)) {
            operations.putResult(proto, task.operation(), result);
        }
        return proto.build();
    }

    /** A task as lists show it. */
    io.longshore.v1.Task listed(Task task) {
        return withoutResult(task).build();
    }

    private io.longshore.v1.Task.Builder withoutResult(Task task) {
        var proto = io.longshore.v1.Task.newBuilder()
                .setUuid(task.uuid())
                .setAccountUuid(task.accountUuid())
                .setState(state(task.state()))
                .setStateReason(stateReason(task.state()))
                .setAttempt(task.attempt())
                .setSettings(settings(task.handling()))
                .setCreateTime(TimeProtos.timestamp(task.createTime()));
        operations.putOperation(proto, task.operation());
        task.steps().forEach(step -> proto.addSteps(step(step)));
        switch (task.state()) {
            case TaskState.Failed(var _, var failure) -> proto.setFailure(failure(failure));
            case TaskState.Canceled(var _, var failure) -> proto.setFailure(failure(failure));
            case TaskState.Waiting _,
                    TaskState.Running _,
                    TaskState.Suspended _,
                    TaskState.Canceling _,
                    TaskState.Succeeded _ -> {}
        }
        if (task.startTime() != null) {
            proto.setStartTime(TimeProtos.timestamp(task.startTime()));
        }
        if (task.endTime() != null) {
            proto.setEndTime(TimeProtos.timestamp(task.endTime()));
        }
        return proto;
    }

    private static TaskSettings settings(Handling handling) {
        var proto = TaskSettings.newBuilder()
                .setPriority(
                        switch (handling.priority()) {
                            case LOW -> TaskPriority.TASK_PRIORITY_LOW;
                            case NORMAL -> TaskPriority.TASK_PRIORITY_NORMAL;
                            case HIGH -> TaskPriority.TASK_PRIORITY_HIGH;
                        })
                .setPaused(handling.paused());
        if (handling.bytesPerSecond() > 0) {
            proto.setBytesPerSecond(handling.bytesPerSecond());
        }
        if (handling.parallelism() > 0) {
            proto.setParallelism(handling.parallelism());
        }
        return proto.build();
    }

    /** A priority that was asked for; null where none was. */
    static Handling.@Nullable Priority priority(TaskPriority priority) {
        return switch (priority) {
            case TASK_PRIORITY_LOW -> Handling.Priority.LOW;
            case TASK_PRIORITY_NORMAL -> Handling.Priority.NORMAL;
            case TASK_PRIORITY_HIGH -> Handling.Priority.HIGH;
            case TASK_PRIORITY_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    /** What happened to a task. */
    io.longshore.v1.TaskEvent event(TaskEvent event) {
        var proto = io.longshore.v1.TaskEvent.newBuilder()
                .setTaskUuid(event.taskUuid())
                .setSequence(event.sequence())
                .setTime(TimeProtos.timestamp(event.time()))
                .setCoalesced(event.coalesced());
        switch (event.what()) {
            case TaskEvent.Snapshot(var task, var reset) ->
                proto.setSnapshot(Snapshot.newBuilder().setTask(task(task)).setStartOver(reset));
            case TaskEvent.StateChange change -> proto.setStateChange(stateChange(change));
            case TaskEvent.Progress progress -> proto.setProgress(progress(progress));
            case TaskEvent.Terminal(var task) ->
                proto.setTerminal(Terminal.newBuilder().setTask(task(task)));
        }
        return proto.build();
    }

    /** A sign of life in a watch that has seen the event of this sequence last. */
    static io.longshore.v1.TaskEvent heartbeat(String taskUuid, long sequence, Instant now) {
        return io.longshore.v1.TaskEvent.newBuilder()
                .setTaskUuid(taskUuid)
                .setSequence(sequence)
                .setTime(TimeProtos.timestamp(now))
                .setHeartbeat(Heartbeat.getDefaultInstance())
                .build();
    }

    private static StateChange stateChange(TaskEvent.StateChange change) {
        var proto = StateChange.newBuilder()
                .setState(state(change.state()))
                .setReason(stateReason(change.state()))
                .setAttempt(change.attempt());
        if (change.step() != null) {
            proto.setStep(step(change.step()));
        }
        return proto.build();
    }

    private static Progress progress(TaskEvent.Progress progress) {
        var proto = Progress.newBuilder().setStep(step(progress.step())).setBytesPerSecond(progress.bytesPerSecond());
        progress.timeLeft().map(TimeProtos::duration).ifPresent(proto::setTimeLeft);
        return proto.build();
    }

    private static io.longshore.v1.Step step(Step step) {
        var proto = io.longshore.v1.Step.newBuilder()
                .setName(step.name())
                .setAttempt(step.attempt())
                .setBytesDone(step.bytesDone())
                .setBytesSkipped(step.bytesSkipped())
                .setStartTime(TimeProtos.timestamp(step.startTime()));
        step.bytesTotal().ifPresent(proto::setBytesTotal);
        if (step.endTime() != null) {
            proto.setEndTime(TimeProtos.timestamp(step.endTime()));
        }
        return proto.build();
    }

    private static io.longshore.v1.Failure failure(Failure failure) {
        return io.longshore.v1.Failure.newBuilder()
                .setReason(failure.reason().name())
                .setStatusCode(ErrorTable.codeOf(failure.reason()).value())
                .setError(ErrorDetails.errorCode(failure))
                .build();
    }

    private static io.longshore.v1.TaskState state(TaskState state) {
        return switch (state) {
            case TaskState.Waiting _ -> io.longshore.v1.TaskState.TASK_STATE_WAITING;
            case TaskState.Running _ -> io.longshore.v1.TaskState.TASK_STATE_RUNNING;
            case TaskState.Suspended _ -> io.longshore.v1.TaskState.TASK_STATE_SUSPENDED;
            case TaskState.Canceling _ -> io.longshore.v1.TaskState.TASK_STATE_CANCELING;
            case TaskState.Succeeded _ -> io.longshore.v1.TaskState.TASK_STATE_SUCCEEDED;
            case TaskState.Failed _ -> io.longshore.v1.TaskState.TASK_STATE_FAILED;
            case TaskState.Canceled _ -> io.longshore.v1.TaskState.TASK_STATE_CANCELED;
        };
    }

    private static String stateReason(TaskState state) {
        return switch (state) {
            case TaskState.Waiting(var reason) -> reason;
            case TaskState.Suspended(var reason) -> reason;
            case TaskState.Running _,
                    TaskState.Canceling _,
                    TaskState.Succeeded _,
                    TaskState.Failed _,
                    TaskState.Canceled _ -> "";
        };
    }
}
