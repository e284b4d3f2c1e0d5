package io.longshore.client;

import io.grpc.Status;
import io.grpc.StatusException;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.AddImageResponse;
import io.longshore.v1.AddImageResult;
import io.longshore.v1.CheckBackupStorageRequest;
import io.longshore.v1.CheckBackupStorageResponse;
import io.longshore.v1.CheckBackupStorageResult;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateDataVolumeTemplateResponse;
import io.longshore.v1.CreateDataVolumeTemplateResult;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.CreateVmBackupResponse;
import io.longshore.v1.CreateVmBackupResult;
import io.longshore.v1.CreateVolumeBackupRequest;
import io.longshore.v1.CreateVolumeBackupResponse;
import io.longshore.v1.CreateVolumeBackupResult;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.EmptyTrashResponse;
import io.longshore.v1.EmptyTrashResult;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResponse;
import io.longshore.v1.MigrateImageResult;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResponse;
import io.longshore.v1.ReclaimSpaceResult;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResponse;
import io.longshore.v1.SyncVmBackupResult;
import io.longshore.v1.Task;
import io.longshore.v1.WatchOptions;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Something that a server does as a task. Its uuid, the request's {@code request_id}, is made here where the caller gives none, so that
 * asking for one operation again, by {@link Longshore#start} as after a lost connection, always means the same task.
 *
 * @param <R> what it results in
 */
public final class Operation<R> {
    private final String taskUuid;
    private final BiFunction<Longshore, WatchOptions, EventStream<?>> attach;
    private final Function<Task, R> result;

    private Operation(
            String taskUuid, BiFunction<Longshore, WatchOptions, EventStream<?>> attach, Function<Task, R> result) {
        this.taskUuid = taskUuid;
        this.attach = attach;
        this.result = result;
    }

    /** The uuid of the task that it is, or will be. */
    public String taskUuid() {
        return taskUuid;
    }

    /** Attaches to a task that someone started. */
    public static Operation<Task> watch(String taskUuid) {
        var request = WatchTaskRequest.newBuilder().setUuid(taskUuid).build();
        return new Operation<>(
                taskUuid,
                (server, watch) -> new EventStream<>(
                        server.tasks()
                                .watchTask(request.toBuilder().setWatch(watch).build()),
                        WatchTaskResponse::getEvent),
                task -> task);
    }

    /** Makes an image of an upload. */
    public static Operation<AddImageResult> addImage(AddImageRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.images()
                                .addImage(named.toBuilder().setWatch(watch).build()),
                        AddImageResponse::getEvent),
                Task::getAddImageResult);
    }

    /** Moves an image to another storage. */
    public static Operation<MigrateImageResult> migrateImage(MigrateImageRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.images()
                                .migrateImage(named.toBuilder().setWatch(watch).build()),
                        MigrateImageResponse::getEvent),
                Task::getMigrateImageResult);
    }

    /** Makes an image of a volume backup. */
    public static Operation<CreateDataVolumeTemplateResult> createDataVolumeTemplate(
            CreateDataVolumeTemplateRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.images()
                                .createDataVolumeTemplate(
                                        named.toBuilder().setWatch(watch).build()),
                        CreateDataVolumeTemplateResponse::getEvent),
                Task::getCreateDataVolumeTemplateResult);
    }

    /** Makes a backup of one volume of an upload. */
    public static Operation<CreateVolumeBackupResult> createVolumeBackup(CreateVolumeBackupRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.backups()
                                .createVolumeBackup(
                                        named.toBuilder().setWatch(watch).build()),
                        CreateVolumeBackupResponse::getEvent),
                Task::getCreateVolumeBackupResult);
    }

    /** Makes a group of backups, one a volume of a machine, of uploads. */
    public static Operation<CreateVmBackupResult> createVmBackup(CreateVmBackupRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.backups()
                                .createVmBackup(
                                        named.toBuilder().setWatch(watch).build()),
                        CreateVmBackupResponse::getEvent),
                Task::getCreateVmBackupResult);
    }

    /** Copies a group of backups to another storage. */
    public static Operation<SyncVmBackupResult> syncVmBackup(SyncVmBackupRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.backups()
                                .syncVmBackup(named.toBuilder().setWatch(watch).build()),
                        SyncVmBackupResponse::getEvent),
                Task::getSyncVmBackupResult);
    }

    /** Reads what lies on a storage and tells what is wrong. */
    public static Operation<CheckBackupStorageResult> checkBackupStorage(CheckBackupStorageRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.storages()
                                .checkBackupStorage(
                                        named.toBuilder().setWatch(watch).build()),
                        CheckBackupStorageResponse::getEvent),
                Task::getCheckBackupStorageResult);
    }

    /** Gives back the space of what nothing needs any more. */
    public static Operation<ReclaimSpaceResult> reclaimSpace(ReclaimSpaceRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.storages()
                                .reclaimSpace(named.toBuilder().setWatch(watch).build()),
                        ReclaimSpaceResponse::getEvent),
                Task::getReclaimSpaceResult);
    }

    /** Removes for good what migrations left on a storage. */
    public static Operation<EmptyTrashResult> emptyTrash(EmptyTrashRequest request) {
        var named = request.toBuilder()
                .setRequestId(orRandom(request.getRequestId()))
                .build();
        return new Operation<>(
                named.getRequestId(),
                (server, watch) -> new EventStream<>(
                        server.storages()
                                .emptyTrash(named.toBuilder().setWatch(watch).build()),
                        EmptyTrashResponse::getEvent),
                Task::getEmptyTrashResult);
    }

    /** Attaches, and so starts the task where it is not there yet. */
    EventStream<?> attach(Longshore server, WatchOptions watch) {
        return attach.apply(server, watch);
    }

    /** What a task that succeeded has resulted in. */
    R resultOf(Task task) {
        return result.apply(task);
    }

    /** Starts the task and leaves it to itself. */
    Task startDetached(Longshore server) throws StatusException {
        var stream = attach(server, WatchOptions.newBuilder().setDetach(true).build());
        try {
            var first = stream.next(server.limits().silence());
            if (first == null) {
                throw Status.UNAVAILABLE
                        .withDescription("the stream ended before its first event")
                        .asException();
            }
            return first.hasTerminal()
                    ? first.getTerminal().getTask()
                    : first.getSnapshot().getTask();
        } catch (TimeoutException e) {
            throw Status.UNAVAILABLE.withCause(e).asException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(e).asException();
        } finally {
            stream.end();
        }
    }

    private static String orRandom(String requestId) {
        return requestId.isEmpty() ? Uuids.random() : requestId;
    }
}
