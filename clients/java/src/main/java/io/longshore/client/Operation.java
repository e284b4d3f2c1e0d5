package io.longshore.client;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.AddImageResponse;
import io.longshore.v1.AddImageResult;
import io.longshore.v1.AdoptBackupStorageRequest;
import io.longshore.v1.AdoptBackupStorageResponse;
import io.longshore.v1.AdoptBackupStorageResult;
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
import io.longshore.v1.PruneBackupsRequest;
import io.longshore.v1.PruneBackupsResponse;
import io.longshore.v1.PruneBackupsResult;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResponse;
import io.longshore.v1.ReclaimSpaceResult;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResponse;
import io.longshore.v1.SyncVmBackupResult;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.VerifyBackupStorageRequest;
import io.longshore.v1.VerifyBackupStorageResponse;
import io.longshore.v1.VerifyBackupStorageResult;
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
    private final BiFunction<Longshore, WatchOptions, EventStream<?, TaskEvent>> attach;
    private final Function<Task, R> result;

    private Operation(
            String taskUuid,
            BiFunction<Longshore, WatchOptions, EventStream<?, TaskEvent>> attach,
            Function<Task, R> result) {
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
        return of(
                taskUuid,
                (server, uuid, watch) -> server.tasks()
                        .watchTask(WatchTaskRequest.newBuilder()
                                .setUuid(uuid)
                                .setWatch(watch)
                                .build()),
                WatchTaskResponse::getEvent,
                task -> task);
    }

    /** Makes an image of an upload. */
    public static Operation<AddImageResult> addImage(AddImageRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.images()
                        .addImage(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                AddImageResponse::getEvent,
                Task::getAddImageResult);
    }

    /** Moves an image to another storage. */
    public static Operation<MigrateImageResult> migrateImage(MigrateImageRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.images()
                        .migrateImage(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                MigrateImageResponse::getEvent,
                Task::getMigrateImageResult);
    }

    /** Makes an image of a volume backup. */
    public static Operation<CreateDataVolumeTemplateResult> createDataVolumeTemplate(
            CreateDataVolumeTemplateRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.images()
                        .createDataVolumeTemplate(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                CreateDataVolumeTemplateResponse::getEvent,
                Task::getCreateDataVolumeTemplateResult);
    }

    /** Makes a backup of one volume of an upload. */
    public static Operation<CreateVolumeBackupResult> createVolumeBackup(CreateVolumeBackupRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.backups()
                        .createVolumeBackup(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                CreateVolumeBackupResponse::getEvent,
                Task::getCreateVolumeBackupResult);
    }

    /** Makes a group of backups, one a volume of a machine, of uploads. */
    public static Operation<CreateVmBackupResult> createVmBackup(CreateVmBackupRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.backups()
                        .createVmBackup(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                CreateVmBackupResponse::getEvent,
                Task::getCreateVmBackupResult);
    }

    /** Copies a group of backups to another storage. */
    public static Operation<SyncVmBackupResult> syncVmBackup(SyncVmBackupRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.backups()
                        .syncVmBackup(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                SyncVmBackupResponse::getEvent,
                Task::getSyncVmBackupResult);
    }

    /** Removes from a storage the backups that a rule does not keep. */
    public static Operation<PruneBackupsResult> pruneBackups(PruneBackupsRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.backups()
                        .pruneBackups(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                PruneBackupsResponse::getEvent,
                Task::getPruneBackupsResult);
    }

    /** Reads what lies on a storage and tells what is wrong. */
    public static Operation<CheckBackupStorageResult> checkBackupStorage(CheckBackupStorageRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.storages()
                        .checkBackupStorage(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                CheckBackupStorageResponse::getEvent,
                Task::getCheckBackupStorageResult);
    }

    /** Reads all that lies on a storage, and heals it from the others. */
    public static Operation<VerifyBackupStorageResult> verifyBackupStorage(VerifyBackupStorageRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.storages()
                        .verifyBackupStorage(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                VerifyBackupStorageResponse::getEvent,
                Task::getVerifyBackupStorageResult);
    }

    /** Takes up a storage from its own files. */
    public static Operation<AdoptBackupStorageResult> adoptBackupStorage(AdoptBackupStorageRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.storages()
                        .adoptBackupStorage(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                AdoptBackupStorageResponse::getEvent,
                Task::getAdoptBackupStorageResult);
    }

    /** Gives back the space of what nothing needs any more. */
    public static Operation<ReclaimSpaceResult> reclaimSpace(ReclaimSpaceRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.storages()
                        .reclaimSpace(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                ReclaimSpaceResponse::getEvent,
                Task::getReclaimSpaceResult);
    }

    /** Removes for good what migrations left on a storage. */
    public static Operation<EmptyTrashResult> emptyTrash(EmptyTrashRequest request) {
        return named(
                request.getRequestId(),
                (server, uuid, watch) -> server.storages()
                        .emptyTrash(request.toBuilder()
                                .setRequestId(uuid)
                                .setWatch(watch)
                                .build()),
                EmptyTrashResponse::getEvent,
                Task::getEmptyTrashResult);
    }

    /** Attaches, and so starts the task where it is not there yet. */
    EventStream<?, TaskEvent> attach(Longshore server, WatchOptions watch) {
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

    /** Attaches to the task of a uuid. */
    private interface Call<M> {
        BlockingClientCall<?, M> attach(Longshore server, String taskUuid, WatchOptions watch);
    }

    /** An operation under the caller's uuid, or one that is made now and stays the same however often it attaches. */
    private static <M, R> Operation<R> named(
            String given, Call<M> call, Function<M, TaskEvent> event, Function<Task, R> result) {
        return of(given.isEmpty() ? Uuids.random() : given, call, event, result);
    }

    private static <M, R> Operation<R> of(
            String taskUuid, Call<M> call, Function<M, TaskEvent> event, Function<Task, R> result) {
        return new Operation<>(
                taskUuid, (server, watch) -> new EventStream<>(call.attach(server, taskUuid, watch), event), result);
    }
}
