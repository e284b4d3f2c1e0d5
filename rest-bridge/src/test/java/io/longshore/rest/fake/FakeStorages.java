package io.longshore.rest.fake;

import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageResult;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.ChangeBackupStorageStateOperation;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.ChangeBackupStorageStateResponse;
import io.longshore.v1.CreateBackupStorageOperation;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateBackupStorageResponse;
import io.longshore.v1.DeleteBackupStorageOperation;
import io.longshore.v1.DeleteBackupStorageRequest;
import io.longshore.v1.DeleteBackupStorageResponse;
import io.longshore.v1.EmptyTrashOperation;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.EmptyTrashResponse;
import io.longshore.v1.EmptyTrashResult;
import io.longshore.v1.ListBackupStoragesRequest;
import io.longshore.v1.ListBackupStoragesResponse;
import io.longshore.v1.ListTrashRequest;
import io.longshore.v1.ListTrashResponse;
import io.longshore.v1.ReclaimSpaceOperation;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResponse;
import io.longshore.v1.ReclaimSpaceResult;
import io.longshore.v1.ReconnectBackupStorageOperation;
import io.longshore.v1.ReconnectBackupStorageRequest;
import io.longshore.v1.ReconnectBackupStorageResponse;
import io.longshore.v1.Task;
import io.longshore.v1.TrashEntry;
import io.longshore.v1.UpdateBackupStorageOperation;
import io.longshore.v1.UpdateBackupStorageRequest;
import io.longshore.v1.UpdateBackupStorageResponse;
import java.util.List;

/** Backup storages and their trash in memory. */
final class FakeStorages extends BackupStorageServiceGrpc.BackupStorageServiceImplBase {
    private final FakeState state;
    private final FakeTasks tasks;

    FakeStorages(FakeState state, FakeTasks tasks) {
        this.state = state;
        this.tasks = tasks;
    }

    @Override
    public void listBackupStorages(
            ListBackupStoragesRequest request, StreamObserver<ListBackupStoragesResponse> reply) {
        var page = FakeLists.page(
                state.storages.values(),
                request.getConditionsList(),
                "",
                0,
                request.getPageSize(),
                request.getPageToken());
        answer(
                reply,
                ListBackupStoragesResponse.newBuilder()
                        .addAllBackupStorages(page.elements())
                        .setNextPageToken(page.nextPageToken())
                        .build());
    }

    @Override
    public void createBackupStorage(
            CreateBackupStorageRequest request, StreamObserver<CreateBackupStorageResponse> reply) {
        var task = Task.newBuilder().setCreateBackupStorage(CreateBackupStorageOperation.getDefaultInstance());
        var uuid = tasks.run(request.getRequestId(), request, task, () -> {
            boolean taken = state.storages.values().stream()
                    .anyMatch(storage -> storage.getName().equals(request.getName())
                            || (storage.hasFile() && storage.getFile().equals(request.getFile()))
                            || (storage.hasSftp() && storage.getSftp().equals(request.getSftp()))
                            || (storage.hasCeph() && storage.getCeph().equals(request.getCeph())));
            if (taken) {
                throw FakeErrors.error(Code.ALREADY_EXISTS, "STORAGE_EXISTS", "SYS.1006", "another storage has it");
            }
            var made = state.addStorage(request.getUuid().isEmpty() ? FakeState.uuid() : request.getUuid(), request);
            task.setBackupStorageResult(BackupStorageResult.newBuilder().setBackupStorage(made));
        });
        answer(
                reply,
                CreateBackupStorageResponse.newBuilder()
                        .setBackupStorage(
                                tasks.get(uuid).getBackupStorageResult().getBackupStorage())
                        .build());
    }

    @Override
    public void changeBackupStorageState(
            ChangeBackupStorageStateRequest request, StreamObserver<ChangeBackupStorageStateResponse> reply) {
        var task =
                Task.newBuilder().setChangeBackupStorageState(ChangeBackupStorageStateOperation.getDefaultInstance());
        var uuid = tasks.run(request.getRequestId(), request, task, () -> {
            var changed = storage(request.getUuid()).toBuilder()
                    .setState(request.getState())
                    .build();
            state.storages.put(request.getUuid(), changed);
            task.setBackupStorageResult(BackupStorageResult.newBuilder().setBackupStorage(changed));
        });
        answer(
                reply,
                ChangeBackupStorageStateResponse.newBuilder()
                        .setBackupStorage(
                                tasks.get(uuid).getBackupStorageResult().getBackupStorage())
                        .build());
    }

    @Override
    public void updateBackupStorage(
            UpdateBackupStorageRequest request, StreamObserver<UpdateBackupStorageResponse> reply) {
        var task = Task.newBuilder().setUpdateBackupStorage(UpdateBackupStorageOperation.getDefaultInstance());
        var uuid = tasks.run(request.getRequestId(), request, task, () -> {
            var changed = storage(request.getUuid()).toBuilder();
            if (request.hasName()) {
                changed.setName(request.getName());
            }
            if (request.hasDescription()) {
                changed.setDescription(request.getDescription());
            }
            state.storages.put(request.getUuid(), changed.build());
            task.setBackupStorageResult(BackupStorageResult.newBuilder().setBackupStorage(changed));
        });
        answer(
                reply,
                UpdateBackupStorageResponse.newBuilder()
                        .setBackupStorage(
                                tasks.get(uuid).getBackupStorageResult().getBackupStorage())
                        .build());
    }

    @Override
    public void reconnectBackupStorage(
            ReconnectBackupStorageRequest request, StreamObserver<ReconnectBackupStorageResponse> reply) {
        var task = Task.newBuilder().setReconnectBackupStorage(ReconnectBackupStorageOperation.getDefaultInstance());
        var uuid = tasks.run(
                request.getRequestId(),
                request,
                task,
                () -> task.setBackupStorageResult(
                        BackupStorageResult.newBuilder().setBackupStorage(storage(request.getUuid()))));
        answer(
                reply,
                ReconnectBackupStorageResponse.newBuilder()
                        .setBackupStorage(
                                tasks.get(uuid).getBackupStorageResult().getBackupStorage())
                        .build());
    }

    @Override
    public void deleteBackupStorage(
            DeleteBackupStorageRequest request, StreamObserver<DeleteBackupStorageResponse> reply) {
        var task = Task.newBuilder().setDeleteBackupStorage(DeleteBackupStorageOperation.getDefaultInstance());
        tasks.run(request.getRequestId(), request, task, () -> {
            storage(request.getUuid());
            state.storages.remove(request.getUuid());
            task.setBackupStorageResult(BackupStorageResult.getDefaultInstance());
        });
        answer(reply, DeleteBackupStorageResponse.getDefaultInstance());
    }

    @Override
    public void reclaimSpace(ReclaimSpaceRequest request, StreamObserver<ReclaimSpaceResponse> reply) {
        var task = Task.newBuilder().setReclaimSpace(ReclaimSpaceOperation.getDefaultInstance());
        tasks.stream(
                request.getRequestId(),
                request.toBuilder().clearWatch().build(),
                request.getWatch(),
                task,
                () -> storage(request.getUuid()),
                () -> task.setReclaimSpaceResult(ReclaimSpaceResult.newBuilder().setFreedBytes(4_294_967_296L)),
                event -> ReclaimSpaceResponse.newBuilder().setEvent(event).build(),
                reply);
    }

    @Override
    public void listTrash(ListTrashRequest request, StreamObserver<ListTrashResponse> reply) {
        storage(request.getBackupStorageUuid());
        answer(
                reply,
                ListTrashResponse.newBuilder()
                        .addAllEntries(trash(request.getBackupStorageUuid(), List.of()))
                        .build());
    }

    @Override
    public void emptyTrash(EmptyTrashRequest request, StreamObserver<EmptyTrashResponse> reply) {
        var task = Task.newBuilder().setEmptyTrash(EmptyTrashOperation.getDefaultInstance());
        tasks.stream(
                request.getRequestId(),
                request.toBuilder().clearWatch().build(),
                request.getWatch(),
                task,
                () -> storage(request.getBackupStorageUuid()),
                () -> {
                    var gone = trash(request.getBackupStorageUuid(), request.getTrashIdsList());
                    state.trash.removeAll(gone);
                    return task.setEmptyTrashResult(
                            EmptyTrashResult.newBuilder().addAllEntries(gone));
                },
                event -> EmptyTrashResponse.newBuilder().setEvent(event).build(),
                reply);
    }

    private List<TrashEntry> trash(String storage, List<Long> ids) {
        return state.trash.stream()
                .filter(entry -> entry.getBackupStorageUuid().equals(storage))
                .filter(entry -> ids.isEmpty() || ids.contains(entry.getId()))
                .toList();
    }

    private BackupStorage storage(String uuid) {
        var storage = state.storages.get(uuid);
        if (storage == null) {
            throw FakeErrors.notFound("STORAGE_NOT_FOUND", "storage", uuid);
        }
        return storage;
    }

    private static <R> void answer(StreamObserver<R> reply, R answer) {
        reply.onNext(answer);
        reply.onCompleted();
    }
}
