package io.longshore.rest.fake;

import com.google.protobuf.Message;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.Failure;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.GetTaskResponse;
import io.longshore.v1.Step;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskState;
import io.longshore.v1.WatchOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tasks that end at once or, while {@link #pause} holds, stay half way. Requests under a used name are told apart by their bytes. */
final class FakeTasks extends TaskServiceGrpc.TaskServiceImplBase {
    private final Map<String, Task> tasks = new HashMap<>();
    private final Map<String, Message> requests = new HashMap<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private boolean draining;

    /** From now on long operations stop half way, until {@link #resume}. */
    void pause() {
        gate = new CountDownLatch(1);
    }

    void resume() {
        gate.countDown();
    }

    synchronized int running() {
        return (int) tasks.values().stream()
                .filter(task -> task.getState() == TaskState.TASK_STATE_RUNNING)
                .count();
    }

    synchronized Map<String, Task> all() {
        return Map.copyOf(tasks);
    }

    /** Ends all streams as a server does that stops; tasks go on. */
    synchronized void drain() {
        draining = true;
        notifyAll();
    }

    /** A short operation: the task exists, ended, before the answer. A final refusal under a given name is kept. */
    String run(String requestId, Message request, Task.Builder task, Runnable work) {
        var uuid = requestId.isEmpty() ? FakeState.uuid() : requestId;
        if (!known(uuid, request)) {
            try {
                work.run();
                keep(uuid, request, task.setState(TaskState.TASK_STATE_SUCCEEDED));
            } catch (StatusRuntimeException e) {
                keepRefusal(requestId, request, task, e);
                throw e;
            }
        }
        var kept = get(uuid);
        if (kept.hasFailure()) {
            throw FakeErrors.of(kept.getFailure());
        }
        return uuid;
    }

    /** A long operation: its checks come before the task, its work after. */
    <R> void stream(
            String requestId,
            Message request,
            WatchOptions watch,
            Task.Builder task,
            Runnable checks,
            Supplier<Task.Builder> work,
            Function<TaskEvent, R> response,
            StreamObserver<R> reply) {
        var uuid = requestId.isEmpty() ? FakeState.uuid() : requestId;
        if (!known(uuid, request)) {
            try {
                checks.run();
            } catch (StatusRuntimeException e) {
                keepRefusal(requestId, request, task, e);
                throw e;
            }
            keep(
                    uuid,
                    request,
                    task.setState(TaskState.TASK_STATE_RUNNING)
                            .addSteps(Step.newBuilder()
                                    .setName("copy")
                                    .setBytesDone(50)
                                    .setBytesTotal(100)));
            Thread.ofVirtual().start(() -> finish(uuid, request, work));
        }
        reply.onNext(response.apply(TaskEvent.newBuilder()
                .setTaskUuid(uuid)
                .setSnapshot(TaskEvent.Snapshot.newBuilder().setTask(get(uuid)))
                .build()));
        if (!watch.getDetach()) {
            var ended = awaitEnd(uuid, (ServerCallStreamObserver<R>) reply);
            if (ended.getState() == TaskState.TASK_STATE_RUNNING) {
                reply.onError(FakeErrors.error(Code.UNAVAILABLE, "UNAVAILABLE", "SYS.1012", "stopping: attach again"));
                return;
            }
            reply.onNext(response.apply(TaskEvent.newBuilder()
                    .setTaskUuid(uuid)
                    .setTerminal(TaskEvent.Terminal.newBuilder().setTask(ended))
                    .build()));
            if (ended.hasFailure()) {
                reply.onError(FakeErrors.of(ended.getFailure()));
                return;
            }
        }
        reply.onCompleted();
    }

    @Override
    public void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> reply) {
        reply.onNext(
                GetTaskResponse.newBuilder().setTask(get(request.getUuid())).build());
        reply.onCompleted();
    }

    private void finish(String uuid, Message request, Supplier<Task.Builder> work) {
        try {
            gate.await();
            keep(uuid, request, work.get().setState(TaskState.TASK_STATE_SUCCEEDED));
        } catch (StatusRuntimeException e) {
            keep(
                    uuid,
                    request,
                    get(uuid).toBuilder().setState(TaskState.TASK_STATE_FAILED).setFailure(failure(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Task awaitEnd(String uuid, ServerCallStreamObserver<?> reply) {
        while (get(uuid).getState() == TaskState.TASK_STATE_RUNNING && !reply.isCancelled() && !draining) {
            try {
                wait(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return get(uuid);
    }

    synchronized Task get(String uuid) {
        var task = tasks.get(uuid);
        if (task == null) {
            throw FakeErrors.notFound("TASK_NOT_FOUND", "task", uuid);
        }
        return task;
    }

    private synchronized boolean known(String uuid, Message request) {
        var before = requests.get(uuid);
        if (before != null && !before.equals(request)) {
            throw FakeErrors.error(Code.ALREADY_EXISTS, "REQUEST_ID_REUSED", "SYS.1007", "request id is used");
        }
        return before != null;
    }

    private synchronized void keep(String uuid, Message request, Task.Builder task) {
        requests.put(uuid, request);
        tasks.put(uuid, task.setUuid(uuid).setCreateTime(FakeState.CREATED).build());
        notifyAll();
    }

    private void keepRefusal(String requestId, Message request, Task.Builder task, StatusRuntimeException refusal) {
        boolean heals = refusal.getStatus().getCode() == Code.ABORTED
                || refusal.getStatus().getCode() == Code.UNAVAILABLE;
        if (!requestId.isEmpty() && !heals) {
            keep(requestId, request, task.setState(TaskState.TASK_STATE_FAILED).setFailure(failure(refusal)));
        }
    }

    private static Failure failure(StatusRuntimeException failed) {
        var failure =
                Failure.newBuilder().setStatusCode(failed.getStatus().getCode().value());
        var status = io.grpc.protobuf.StatusProto.fromThrowable(failed);
        for (var detail : status.getDetailsList()) {
            try {
                if (detail.is(com.google.rpc.ErrorInfo.class)) {
                    failure.setReason(
                            detail.unpack(com.google.rpc.ErrorInfo.class).getReason());
                } else {
                    failure.setError(detail.unpack(io.longshore.v1.ErrorCode.class));
                }
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
        return failure.build();
    }
}
