package io.longshore.acceptance;

import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskState;
import io.longshore.v1.WatchOptions;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads what a watcher of one task is told, event by event, and goes on where it was when the server was started again. */
final class Follower {
    private static final long LIMIT_MINUTES = 8;

    private final RunningServer server;
    private final String task;
    private final List<String> reasons = new ArrayList<>();
    private Iterator<WatchTaskResponse> events = Collections.emptyIterator();
    private long sequence;

    private Follower(RunningServer server, String task) {
        this.server = server;
        this.task = task;
    }

    /** Begins to watch a task. */
    static Follower of(RunningServer server, String task) {
        var follower = new Follower(server, task);
        follower.watch(WatchOptions.getDefaultInstance());
        return follower;
    }

    /** Watches the server that was started again, from after what was seen. */
    void attachAgain() {
        watch(WatchOptions.newBuilder().setResumeAfter(sequence).build());
    }

    private void watch(WatchOptions options) {
        events = TaskServiceGrpc.newBlockingStub(server.session())
                .withDeadlineAfter(LIMIT_MINUTES, TimeUnit.MINUTES)
                .watchTask(WatchTaskRequest.newBuilder()
                        .setUuid(task)
                        .setWatch(options)
                        .build());
    }

    String task() {
        return task;
    }

    /** Why the task waited or was suspended, as often as it was told. */
    List<String> reasons() {
        return List.copyOf(reasons);
    }

    /** Reads on until so many bytes were sent in the copy step. */
    void untilSent(long bytes) {
        until(bytes + " bytes are sent", event -> {
            var step = event.getProgress().getStep();
            return step.getName().equals("copy") && step.getBytesDone() - step.getBytesSkipped() >= bytes;
        });
    }

    /** Reads on until the task is suspended; gives the reason. */
    String untilSuspended() {
        until("it is suspended", event -> stateOf(event) == TaskState.TASK_STATE_SUSPENDED);
        return reasons.getLast();
    }

    /** Reads on until the task is suspended for a reason that says this. */
    void untilSuspended(String why) {
        until(
                "it is suspended with: " + why,
                event -> stateOf(event) == TaskState.TASK_STATE_SUSPENDED
                        && reasons.getLast().contains(why));
    }

    /** Reads to the end. */
    Task end() {
        return until("its end", TaskEvent::hasTerminal).getTerminal().getTask();
    }

    private TaskEvent until(String what, Predicate<TaskEvent> such) {
        while (events.hasNext()) {
            var event = events.next().getEvent();
            sequence = event.getSequence();
            var reason = event.hasSnapshot()
                    ? event.getSnapshot().getTask().getStateReason()
                    : event.getStateChange().getReason();
            if (!reason.isEmpty()) {
                reasons.add(reason);
            }
            if (such.test(event)) {
                return event;
            }
            if (event.hasTerminal()) {
                throw new AssertionError("task " + task + " ended before " + what + ": " + event);
            }
        }
        throw new AssertionError("the watch of task " + task + " ended before " + what);
    }

    private static TaskState stateOf(TaskEvent event) {
        return event.hasSnapshot()
                ? event.getSnapshot().getTask().getState()
                : event.getStateChange().getState();
    }
}
