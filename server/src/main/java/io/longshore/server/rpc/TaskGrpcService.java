package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;
import io.longshore.server.task.Handling;
import io.longshore.server.task.Tasks;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.CancelTaskRequest;
import io.longshore.v1.CancelTaskResponse;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.GetTaskResponse;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.ListTasksResponse;
import io.longshore.v1.PauseTaskRequest;
import io.longshore.v1.PauseTaskResponse;
import io.longshore.v1.ResumeTaskRequest;
import io.longshore.v1.ResumeTaskResponse;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.UpdateTaskRequest;
import io.longshore.v1.UpdateTaskResponse;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;

/** Translates {@code TaskService}. */
final class TaskGrpcService extends TaskServiceGrpc.TaskServiceImplBase {
    private final Tasks tasks;
    private final TaskProtos protos;
    private final TaskStreams watchers;
    private final TasksStream monitors;

    TaskGrpcService(Tasks tasks, TaskProtos protos, TaskStreams watchers, TasksStream monitors) {
        this.tasks = tasks;
        this.protos = protos;
        this.watchers = watchers;
        this.monitors = monitors;
    }

    @Override
    public void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> reply) {
        var task = tasks.find(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(
                reply, GetTaskResponse.newBuilder().setTask(protos.task(task)).build());
    }

    @Override
    public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> reply) {
        var page = tasks.list(Callers.caller(), ConditionProtos.query(request));
        var response = ListTasksResponse.newBuilder().setNextPageToken(page.nextPageToken());
        page.items().forEach(task -> response.addTasks(protos.listed(task)));
        page.totalSize().ifPresent(response::setTotalSize);
        Unary.answer(reply, response.build());
    }

    @Override
    public void watchTask(WatchTaskRequest request, StreamObserver<WatchTaskResponse> reply) {
        watchers.attachWatcher(
                Uuids.normalize(request.getUuid()),
                request.getWatch(),
                reply,
                event -> WatchTaskResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void watchTasks(WatchTasksRequest request, StreamObserver<WatchTasksResponse> reply) {
        var conditions = ConditionProtos.conditions(request.getConditionsList());
        monitors.write(tasks.watchAll(Callers.caller(), conditions, request.getResumeToken()), request, reply);
    }

    @Override
    public void cancelTask(CancelTaskRequest request, StreamObserver<CancelTaskResponse> reply) {
        var task = tasks.cancel(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(
                reply,
                CancelTaskResponse.newBuilder().setTask(protos.task(task)).build());
    }

    @Override
    public void pauseTask(PauseTaskRequest request, StreamObserver<PauseTaskResponse> reply) {
        var by = Callers.session().accountName();
        var task = tasks.pause(Callers.caller(), Uuids.normalize(request.getUuid()), by);
        Unary.answer(
                reply, PauseTaskResponse.newBuilder().setTask(protos.task(task)).build());
    }

    @Override
    public void resumeTask(ResumeTaskRequest request, StreamObserver<ResumeTaskResponse> reply) {
        var task = tasks.resume(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(
                reply,
                ResumeTaskResponse.newBuilder().setTask(protos.task(task)).build());
    }

    @Override
    public void updateTask(UpdateTaskRequest request, StreamObserver<UpdateTaskResponse> reply) {
        var edit = new Handling.Edit(
                TaskProtos.priority(request.getPriority()),
                request.hasBytesPerSecond() ? request.getBytesPerSecond() : null,
                request.hasParallelism() ? request.getParallelism() : null);
        var task = tasks.update(Callers.caller(), Uuids.normalize(request.getUuid()), edit);
        Unary.answer(
                reply,
                UpdateTaskResponse.newBuilder().setTask(protos.task(task)).build());
    }
}
