package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;
import io.longshore.server.rpc.Streams.Sender;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskEvent;
import io.longshore.server.task.TaskState;
import io.longshore.server.task.TaskWatch;
import io.longshore.server.task.Tasks;
import io.longshore.v1.WatchOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Attaches calls to tasks. A watcher takes an event only when its call takes a message, so one that never reads holds a virtual thread and what its
 * watch keeps, which is bounded; it holds up no one else, and its end never touches the task.
 */
final class TaskStreams {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Tasks tasks;
    private final TaskProtos protos;
    private final Streams streams;
    private final InstantSource clock;

    TaskStreams(Tasks tasks, TaskProtos protos, Streams streams, InstantSource clock) {
        this.tasks = tasks;
        this.protos = protos;
        this.streams = streams;
        this.clock = clock;
    }

    /** An event as the response of an operation. */
    interface Response<R> {
        /** @param succeeded the task as it ended well; empty before */
        R of(io.longshore.v1.TaskEvent event, Optional<io.longshore.v1.Task> succeeded);
    }

    /** Attaches the call that started a task: it ends as the task does. */
    <R> void attachOperation(Task task, WatchOptions options, StreamObserver<R> reply, Response<R> response) {
        var watch = watch(task.uuid(), options);
        streams.writeEvents(reply, sender -> {
            var last = write(watch, task.uuid(), options, sender, event -> response.of(event, succeeded(event)));
            if (last.what() instanceof TaskEvent.Terminal(var ended)) {
                throwFailure(ended.state());
            }
        });
    }

    /** Attaches a call that only watches: it ends well whatever becomes of the task. */
    <R> void attachWatcher(
            String taskUuid,
            WatchOptions options,
            StreamObserver<R> reply,
            Function<io.longshore.v1.TaskEvent, R> response) {
        var watch = watch(taskUuid, options);
        streams.writeEvents(reply, sender -> write(watch, taskUuid, options, sender, response));
    }

    private TaskWatch watch(String taskUuid, WatchOptions options) {
        var after = options.hasResumeAfter() ? OptionalLong.of(options.getResumeAfter()) : OptionalLong.empty();
        return tasks.watch(Callers.caller(), taskUuid, after);
    }

    /** Sends events until the terminal one, or the first one where the caller asked for no more. Returns the last. */
    private <R> TaskEvent write(
            TaskWatch watch,
            String taskUuid,
            WatchOptions options,
            Sender<R> sender,
            Function<io.longshore.v1.TaskEvent, R> response)
            throws InterruptedException {
        var patience = options.hasHeartbeatInterval() ? TimeProtos.duration(options.getHeartbeatInterval()) : HEARTBEAT;
        try (watch) {
            var lastSent = options.getResumeAfter();
            while (true) {
                // Ready first: an event that is taken from the watch is no longer folded into newer ones.
                sender.awaitReady();
                var next = watch.next(patience);
                if (next.isEmpty()) {
                    sender.send(response.apply(TaskProtos.heartbeat(taskUuid, lastSent, clock.instant())));
                    continue;
                }
                var event = next.get();
                sender.send(response.apply(protos.event(event)));
                lastSent = event.sequence();
                if (event.terminal() || options.getDetach()) {
                    return event;
                }
            }
        }
    }

    private static Optional<io.longshore.v1.Task> succeeded(io.longshore.v1.TaskEvent event) {
        return event.hasTerminal()
                        && event.getTerminal().getTask().getState() == io.longshore.v1.TaskState.TASK_STATE_SUCCEEDED
                ? Optional.of(event.getTerminal().getTask())
                : Optional.empty();
    }

    private static void throwFailure(TaskState state) {
        switch (state) {
            case TaskState.Failed(var _, var failure) -> throw failure.toException();
            case TaskState.Canceled(var _, var failure) -> throw failure.toException();
            case TaskState.Waiting _,
                    TaskState.Running _,
                    TaskState.Suspended _,
                    TaskState.Canceling _,
                    TaskState.Succeeded _ -> {}
        }
    }
}
