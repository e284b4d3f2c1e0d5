package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.task.Tasks;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.AdoptBackupStorageRequest;
import io.longshore.v1.AdoptBackupStorageResponse;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.ChangeBackupStorageStateResponse;
import io.longshore.v1.CheckBackupStorageRequest;
import io.longshore.v1.CheckBackupStorageResponse;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateBackupStorageResponse;
import io.longshore.v1.DeleteBackupStorageRequest;
import io.longshore.v1.DeleteBackupStorageResponse;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.EmptyTrashResponse;
import io.longshore.v1.GetBackupStorageRequest;
import io.longshore.v1.GetBackupStorageResponse;
import io.longshore.v1.ListBackupStoragesRequest;
import io.longshore.v1.ListBackupStoragesResponse;
import io.longshore.v1.ListTrashRequest;
import io.longshore.v1.ListTrashResponse;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResponse;
import io.longshore.v1.ReconnectBackupStorageRequest;
import io.longshore.v1.ReconnectBackupStorageResponse;
import io.longshore.v1.Task;
import io.longshore.v1.UpdateBackupStorageRequest;
import io.longshore.v1.UpdateBackupStorageResponse;
import io.longshore.v1.VerifyBackupStorageRequest;
import io.longshore.v1.VerifyBackupStorageResponse;
import java.util.Map;
import java.util.Objects;

/** Translates {@code BackupStorageService}. */
final class BackupStorageGrpcService extends BackupStorageServiceGrpc.BackupStorageServiceImplBase {
    private final StorageCalls storages;
    private final StorageProtos protos;
    private final Tasks tasks;
    private final TaskStreams watchers;
    private final Changes changes;

    BackupStorageGrpcService(
            StorageCalls storages, StorageProtos protos, Tasks tasks, TaskStreams watchers, Changes changes) {
        this.storages = storages;
        this.protos = protos;
        this.tasks = tasks;
        this.watchers = watchers;
        this.changes = changes;
    }

    @Override
    public void createBackupStorage(
            CreateBackupStorageRequest request, StreamObserver<CreateBackupStorageResponse> reply) {
        var task = changes.start(request.getRequestId(), StorageRequests.createBackupStorage(request, storages.seal()));
        Unary.answer(
                reply,
                CreateBackupStorageResponse.newBuilder()
                        .setBackupStorage(changed(Changes.result(task, StorageResult.Changed.class)))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void getBackupStorage(GetBackupStorageRequest request, StreamObserver<GetBackupStorageResponse> reply) {
        var storage = storages.find().find(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(
                reply,
                GetBackupStorageResponse.newBuilder()
                        .setBackupStorage(protos.storage(storage))
                        .build());
    }

    @Override
    public void listBackupStorages(
            ListBackupStoragesRequest request, StreamObserver<ListBackupStoragesResponse> reply) {
        var page = storages.list().list(Callers.caller(), ConditionProtos.query(request));
        var response = ListBackupStoragesResponse.newBuilder().setNextPageToken(page.nextPageToken());
        page.items().forEach(storage -> response.addBackupStorages(protos.storage(storage)));
        page.totalSize().ifPresent(response::setTotalSize);
        Unary.answer(reply, response.build());
    }

    @Override
    public void updateBackupStorage(
            UpdateBackupStorageRequest request, StreamObserver<UpdateBackupStorageResponse> reply) {
        var task = changes.make(storages.update(), request.getRequestId(), StorageRequests.update(request));
        Unary.answer(
                reply,
                UpdateBackupStorageResponse.newBuilder()
                        .setBackupStorage(changed(Changes.result(task, StorageResult.Changed.class)))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void reconnectBackupStorage(
            ReconnectBackupStorageRequest request, StreamObserver<ReconnectBackupStorageResponse> reply) {
        var operation = new StorageOperation.ReconnectBackupStorage(Uuids.normalize(request.getUuid()));
        var task = changes.start(request.getRequestId(), operation);
        Unary.answer(
                reply,
                ReconnectBackupStorageResponse.newBuilder()
                        .setBackupStorage(changed(Changes.result(task, StorageResult.Changed.class)))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void changeBackupStorageState(
            ChangeBackupStorageStateRequest request, StreamObserver<ChangeBackupStorageStateResponse> reply) {
        var task = changes.make(storages.changeState(), request.getRequestId(), StorageRequests.changeState(request));
        Unary.answer(
                reply,
                ChangeBackupStorageStateResponse.newBuilder()
                        .setBackupStorage(changed(Changes.result(task, StorageResult.Changed.class)))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void deleteBackupStorage(
            DeleteBackupStorageRequest request, StreamObserver<DeleteBackupStorageResponse> reply) {
        var operation = new StorageOperation.DeleteBackupStorage(Uuids.normalize(request.getUuid()));
        var task = changes.start(request.getRequestId(), operation);
        Changes.result(task, StorageResult.Changed.class);
        Unary.answer(
                reply,
                DeleteBackupStorageResponse.newBuilder()
                        .setTaskUuid(task.uuid())
                        .build());
    }

    private io.longshore.v1.BackupStorage changed(StorageResult.Changed result) {
        BackupStorage storage = Objects.requireNonNull(result.backupStorage(), "the storage after its change");
        return protos.storage(storage);
    }

    @Override
    public void checkBackupStorage(
            CheckBackupStorageRequest request, StreamObserver<CheckBackupStorageResponse> reply) {
        var operation = new StorageOperation.CheckBackupStorage(Uuids.normalize(request.getUuid()), request.getDeep());
        var task = tasks.start(Callers.caller(), RequestIds.requestId(request.getRequestId()), operation);
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = CheckBackupStorageResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getCheckBackupStorageResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void verifyBackupStorage(
            VerifyBackupStorageRequest request, StreamObserver<VerifyBackupStorageResponse> reply) {
        var task = tasks.start(
                Callers.caller(), RequestIds.requestId(request.getRequestId()), StorageRequests.verify(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = VerifyBackupStorageResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getVerifyBackupStorageResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void adoptBackupStorage(
            AdoptBackupStorageRequest request, StreamObserver<AdoptBackupStorageResponse> reply) {
        var operation = StorageRequests.adopt(request, storages.seal());
        var task = tasks.start(Callers.caller(), RequestIds.requestId(request.getRequestId()), operation);
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = AdoptBackupStorageResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getAdoptBackupStorageResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void reclaimSpace(ReclaimSpaceRequest request, StreamObserver<ReclaimSpaceResponse> reply) {
        var operation =
                new StorageOperation.ReclaimSpace(Uuids.normalize(request.getUuid()), request.getAllowMoreThanHalf());
        var task = tasks.start(Callers.caller(), RequestIds.requestId(request.getRequestId()), operation);
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = ReclaimSpaceResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getReclaimSpaceResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    /** A page's token is the id of its last entry. */
    @Override
    public void listTrash(ListTrashRequest request, StreamObserver<ListTrashResponse> reply) {
        var size = ConditionProtos.pageSize(request.getPageSize());
        var entries = storages.trash()
                .list(
                        Callers.caller(),
                        Uuids.normalize(request.getBackupStorageUuid()),
                        afterId(request.getPageToken()),
                        size + 1);
        var response = ListTrashResponse.newBuilder();
        entries.stream().limit(size).map(StorageProtos::trashEntry).forEach(response::addEntries);
        if (entries.size() > size) {
            response.setNextPageToken(Long.toString(entries.get(size - 1).id()));
        }
        Unary.answer(reply, response.build());
    }

    private static long afterId(String pageToken) {
        if (pageToken.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(pageToken);
        } catch (NumberFormatException _) {
            throw new FailureException(
                    Reason.INVALID_ARGUMENT,
                    "page_token: " + pageToken + " (expected: next_page_token of the page before)",
                    Map.of("field", "page_token"));
        }
    }

    @Override
    public void emptyTrash(EmptyTrashRequest request, StreamObserver<EmptyTrashResponse> reply) {
        var task = tasks.start(
                Callers.caller(), RequestIds.requestId(request.getRequestId()), StorageRequests.emptyTrash(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = EmptyTrashResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getEmptyTrashResult).ifPresent(response::setResult);
            return response.build();
        });
    }
}
