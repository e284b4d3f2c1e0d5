package io.longshore.cli.fake;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.CancelTaskRequest;
import io.longshore.v1.CancelTaskResponse;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.Failure;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.GetTaskResponse;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.ListTasksResponse;
import io.longshore.v1.Step;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskState;
import io.longshore.v1.WatchOptions;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Tasks that have a fixed course: they wait, copy in two strides, and end. A watcher gets all events at once, unless a cut
 * was ordered; then it gets so many and is lost.
 */
public final class FakeTasks extends TaskServiceGrpc.TaskServiceImplBase {
    private static final long BYTES = 8 << 20;

    private final Map<String, List<TaskEvent>> events = new LinkedHashMap<>();
    private final List<WatchOptions> watches = new ArrayList<>();
    private final List<Integer> cuts = new ArrayList<>();
    private UnaryOperator<Task> fate = task -> task;

    /** The next watchers are lost after so many events each. */
    public synchronized void cutAfter(Integer... counts) {
        cuts.addAll(List.of(counts));
    }

    /** Tasks that begin from now on end with this failure. */
    public synchronized void failWith(Status.Code code, String reason, ErrorCode error) {
        var state = code == Status.Code.CANCELLED ? TaskState.TASK_STATE_CANCELED : TaskState.TASK_STATE_FAILED;
        fate = task -> task.toBuilder()
                .clearResult()
                .setState(state)
                .setFailure(Failure.newBuilder()
                        .setReason(reason)
                        .setStatusCode(code.value())
                        .setError(error))
                .build();
    }

    /** How callers watched, in order. */
    public synchronized List<WatchOptions> watches() {
        return List.copyOf(watches);
    }

    /** Uuids of all tasks. */
    public synchronized List<String> uuids() {
        return List.copyOf(events.keySet());
    }

    /** Starts a task, unless it is there, and sends what its watcher has to see. */
    synchronized <M> void run(
            Task accepted, WatchOptions watch, StreamObserver<M> reply, Function<TaskEvent, M> message) {
        events.computeIfAbsent(accepted.getUuid(), _ -> course(accepted));
        send(accepted.getUuid(), watch, event -> reply.onNext(message.apply(event)), reply, true);
    }

    @Override
    public synchronized void watchTask(WatchTaskRequest request, StreamObserver<WatchTaskResponse> reply) {
        require(request.getUuid());
        send(
                request.getUuid(),
                request.getWatch(),
                event -> reply.onNext(
                        WatchTaskResponse.newBuilder().setEvent(event).build()),
                reply,
                false);
    }

    /** Tells of all tasks, and of those alone behind the token, which is how many were told; then fails, unless it is cut before. */
    @Override
    public synchronized void watchTasks(WatchTasksRequest request, StreamObserver<WatchTasksResponse> reply) {
        int told = request.getResumeToken().isEmpty() ? 0 : Integer.parseInt(request.getResumeToken());
        int cut = cuts.isEmpty() ? Integer.MAX_VALUE : cuts.removeFirst();
        for (var course : events.values().stream().skip(told).toList()) {
            if (cut-- == 0) {
                reply.onError(
                        Status.UNAVAILABLE.withDescription("cut by the test").asRuntimeException());
                return;
            }
            for (var event : course) {
                told += event.hasTerminal() ? 1 : 0;
                reply.onNext(WatchTasksResponse.newBuilder()
                        .setEvent(event)
                        .setResumeToken(Integer.toString(told))
                        .build());
            }
        }
        reply.onNext(WatchTasksResponse.newBuilder()
                .setSynced(WatchTasksResponse.Synced.getDefaultInstance())
                .setResumeToken(Integer.toString(told))
                .build());
        reply.onError(Failures.of(Status.Code.INTERNAL, "INTERNAL", "the test has seen enough"));
    }

    @Override
    public synchronized void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> reply) {
        reply.onNext(
                GetTaskResponse.newBuilder().setTask(require(request.getUuid())).build());
        reply.onCompleted();
    }

    @Override
    public synchronized void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> reply) {
        var response = ListTasksResponse.newBuilder();
        for (var uuid : events.keySet()) {
            if (request.getConditionsList().stream().allMatch(c -> switch (c.getField()) {
                case "uuid" -> uuid.startsWith(c.getValues(0).replace("%", ""));
                case "state" ->
                    c.getValuesList().contains(require(uuid).getState().name());
                default -> true;
            })) {
                response.addTasks(require(uuid));
            }
        }
        reply.onNext(response.build());
        reply.onCompleted();
    }

    @Override
    public synchronized void cancelTask(CancelTaskRequest request, StreamObserver<CancelTaskResponse> reply) {
        var task = require(request.getUuid()).toBuilder()
                .setState(TaskState.TASK_STATE_CANCELING)
                .build();
        reply.onNext(CancelTaskResponse.newBuilder().setTask(task).build());
        reply.onCompleted();
    }

    private Task require(String uuid) {
        var all = events.get(uuid);
        if (all == null) {
            throw Failures.of(Status.Code.NOT_FOUND, "TASK_NOT_FOUND", "task: " + uuid);
        }
        return all.getLast().getTerminal().getTask();
    }

    private void send(
            String uuid, WatchOptions watch, Consumer<TaskEvent> out, StreamObserver<?> reply, boolean failing) {
        watches.add(watch);
        var all = events.get(uuid);
        int cut = cuts.isEmpty() ? Integer.MAX_VALUE : cuts.removeFirst();
        int sent = 0;
        for (var event : all) {
            if (watch.hasResumeAfter() && event.getSequence() <= watch.getResumeAfter()) {
                continue;
            }
            if (sent == cut) {
                reply.onError(
                        Status.UNAVAILABLE.withDescription("cut by the test").asRuntimeException());
                return;
            }
            out.accept(event);
            sent++;
            if (watch.getDetach()) {
                reply.onCompleted();
                return;
            }
        }
        var task = require(uuid);
        if (failing && task.hasFailure()) {
            reply.onError(Failures.of(task.getFailure()));
        } else {
            reply.onCompleted();
        }
    }

    private List<TaskEvent> course(Task accepted) {
        var copy = Step.newBuilder()
                .setName("copy")
                .setAttempt(1)
                .setBytesTotal(BYTES)
                .setStartTime(at(0))
                .build();
        var half = copy.toBuilder()
                .setBytesDone(BYTES / 2)
                .setBytesSkipped(BYTES / 4)
                .build();
        var done = half.toBuilder().setBytesDone(BYTES).setEndTime(at(2)).build();
        var waiting =
                accepted.toBuilder().setState(TaskState.TASK_STATE_WAITING).build();
        var ended = fate.apply(accepted.toBuilder()
                .setState(TaskState.TASK_STATE_SUCCEEDED)
                .addSteps(done)
                .setStartTime(at(0))
                .setEndTime(at(2))
                .build());
        var course = new ArrayList<TaskEvent.Builder>();
        course.add(TaskEvent.newBuilder()
                .setSnapshot(TaskEvent.Snapshot.newBuilder().setTask(waiting)));
        course.add(TaskEvent.newBuilder().setStateChange(change(copy)));
        course.add(TaskEvent.newBuilder()
                .setProgress(TaskEvent.Progress.newBuilder().setStep(half).setBytesPerSecond(BYTES / 4)));
        course.add(TaskEvent.newBuilder().setHeartbeat(TaskEvent.Heartbeat.getDefaultInstance()));
        course.add(TaskEvent.newBuilder().setStateChange(change(done)));
        course.add(TaskEvent.newBuilder()
                .setTerminal(TaskEvent.Terminal.newBuilder().setTask(ended)));
        var all = new ArrayList<TaskEvent>();
        for (int i = 0; i < course.size(); i++) {
            all.add(course.get(i)
                    .setTaskUuid(accepted.getUuid())
                    .setSequence(10L * (i + 1))
                    .setTime(at(i))
                    .build());
        }
        return all;
    }

    private static TaskEvent.StateChange change(Step step) {
        return TaskEvent.StateChange.newBuilder()
                .setState(TaskState.TASK_STATE_RUNNING)
                .setAttempt(1)
                .setStep(step)
                .build();
    }

    static Timestamp at(long second) {
        return Timestamp.newBuilder().setSeconds(1_700_000_000 + second).build();
    }
}
