package io.longshore.cli.fake;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.AdoptBackupStorageRequest;
import io.longshore.v1.AdoptBackupStorageResponse;
import io.longshore.v1.AdoptBackupStorageResult;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.BackupStorageStatus;
import io.longshore.v1.Capacity;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.ChangeBackupStorageStateResponse;
import io.longshore.v1.CheckBackupStorageRequest;
import io.longshore.v1.CheckBackupStorageResponse;
import io.longshore.v1.CheckBackupStorageResult;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateBackupStorageResponse;
import io.longshore.v1.DeleteBackupStorageRequest;
import io.longshore.v1.DeleteBackupStorageResponse;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.EmptyTrashResponse;
import io.longshore.v1.EmptyTrashResult;
import io.longshore.v1.GetBackupStorageRequest;
import io.longshore.v1.GetBackupStorageResponse;
import io.longshore.v1.ListBackupStoragesRequest;
import io.longshore.v1.ListBackupStoragesResponse;
import io.longshore.v1.ListTrashRequest;
import io.longshore.v1.ListTrashResponse;
import io.longshore.v1.PromiseOutcome;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResponse;
import io.longshore.v1.ReclaimSpaceResult;
import io.longshore.v1.ReconnectBackupStorageRequest;
import io.longshore.v1.ReconnectBackupStorageResponse;
import io.longshore.v1.StorageProblem;
import io.longshore.v1.StoragePromise;
import io.longshore.v1.Task;
import io.longshore.v1.TrashEntry;
import io.longshore.v1.UpdateBackupStorageRequest;
import io.longshore.v1.UpdateBackupStorageResponse;
import io.longshore.v1.VerifyBackupStorageRequest;
import io.longshore.v1.VerifyBackupStorageResponse;
import io.longshore.v1.VerifyBackupStorageResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Storages, and the trash on them. */
public final class FakeStorages extends BackupStorageServiceGrpc.BackupStorageServiceImplBase {
    private final FakeTasks tasks;
    private final Map<String, BackupStorage> storages = new LinkedHashMap<>();
    private final List<TrashEntry> trash = new ArrayList<>();
    private final List<StorageProblem> problems = new ArrayList<>();
    private final List<StoragePromise> promises = new ArrayList<>();

    FakeStorages(FakeTasks tasks) {
        this.tasks = tasks;
    }

    /** Puts something into a storage's trash. */
    public void throwAway(String storageUuid, String imageName) {
        trash.add(TrashEntry.newBuilder()
                .setId(trash.size() + 1)
                .setBackupStorageUuid(storageUuid)
                .setImageName(imageName)
                .setImageUuid(uuid())
                .setSizeBytes(1 << 20)
                .setCreateTime(FakeTasks.at(0))
                .build());
    }

    private VerifyBackupStorageRequest verified = VerifyBackupStorageRequest.getDefaultInstance();

    /** From now on a check finds this. */
    public void damage(String path, String details) {
        problems.add(
                StorageProblem.newBuilder().setPath(path).setDetails(details).build());
    }

    @Override
    public void createBackupStorage(
            CreateBackupStorageRequest request, StreamObserver<CreateBackupStorageResponse> reply) {
        if (request.getName().length() > 255) {
            throw Failures.invalid("name", "must be at most 255 characters");
        }
        var storage = BackupStorage.newBuilder()
                .setUuid(uuid())
                .setName(request.getName())
                .setState(BackupStorageState.BACKUP_STORAGE_STATE_ENABLED)
                .setStatus(BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTED)
                .setCapacity(Capacity.newBuilder()
                        .setTotalBytes(request.hasCapacityBytes() ? request.getCapacityBytes() : 1L << 40))
                .setCreateTime(FakeTasks.at(0));
        storage.setOptions(request.getOptions());
        switch (request.getLocationCase()) {
            case FILE -> storage.setFile(request.getFile());
            case S3 -> storage.setS3(request.getS3());
            case SFTP -> storage.setSftp(request.getSftp());
            case CEPH -> storage.setCeph(request.getCeph());
            case LOCATION_NOT_SET -> throw Failures.invalid("location", "must be set");
        }
        storages.put(storage.getUuid(), storage.build());
        reply.onNext(CreateBackupStorageResponse.newBuilder()
                .setBackupStorage(storage)
                .setTaskUuid(request.getRequestId())
                .build());
        reply.onCompleted();
    }

    @Override
    public void getBackupStorage(GetBackupStorageRequest request, StreamObserver<GetBackupStorageResponse> reply) {
        reply.onNext(GetBackupStorageResponse.newBuilder()
                .setBackupStorage(require(request.getUuid()))
                .build());
        reply.onCompleted();
    }

    @Override
    public void listBackupStorages(
            ListBackupStoragesRequest request, StreamObserver<ListBackupStoragesResponse> reply) {
        var found = storages.values().stream()
                .filter(storage -> request.getConditionsList().stream()
                        .allMatch(condition -> condition.getValues(0).equals(storage.getName())))
                .toList();
        reply.onNext(ListBackupStoragesResponse.newBuilder()
                .addAllBackupStorages(found)
                .build());
        reply.onCompleted();
    }

    @Override
    public void changeBackupStorageState(
            ChangeBackupStorageStateRequest request, StreamObserver<ChangeBackupStorageStateResponse> reply) {
        var changed = require(request.getUuid()).toBuilder()
                .setState(request.getState())
                .build();
        storages.put(changed.getUuid(), changed);
        reply.onNext(ChangeBackupStorageStateResponse.newBuilder()
                .setBackupStorage(changed)
                .build());
        reply.onCompleted();
    }

    @Override
    public void updateBackupStorage(
            UpdateBackupStorageRequest request, StreamObserver<UpdateBackupStorageResponse> reply) {
        var changed = require(request.getUuid()).toBuilder();
        if (request.hasName()) {
            changed.setName(request.getName());
        }
        if (request.hasOptions()) {
            changed.setOptions(request.getOptions());
        }
        storages.put(changed.getUuid(), changed.build());
        reply.onNext(UpdateBackupStorageResponse.newBuilder()
                .setBackupStorage(changed)
                .build());
        reply.onCompleted();
    }

    @Override
    public void reconnectBackupStorage(
            ReconnectBackupStorageRequest request, StreamObserver<ReconnectBackupStorageResponse> reply) {
        reply.onNext(ReconnectBackupStorageResponse.newBuilder()
                .setBackupStorage(require(request.getUuid()))
                .build());
        reply.onCompleted();
    }

    /** From now on a deep check finds this promise so. */
    public void promise(String name, PromiseOutcome outcome, String details) {
        promises.add(StoragePromise.newBuilder()
                .setName(name)
                .setPromise("It is kept.")
                .setOutcome(outcome)
                .setDetails(details)
                .build());
    }

    @Override
    public void deleteBackupStorage(
            DeleteBackupStorageRequest request, StreamObserver<DeleteBackupStorageResponse> reply) {
        storages.remove(require(request.getUuid()).getUuid());
        reply.onNext(DeleteBackupStorageResponse.newBuilder()
                .setTaskUuid(request.getRequestId())
                .build());
        reply.onCompleted();
    }

    @Override
    public void checkBackupStorage(
            CheckBackupStorageRequest request, StreamObserver<CheckBackupStorageResponse> reply) {
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setCheckBackupStorageResult(CheckBackupStorageResult.newBuilder()
                        .setBackupStorage(require(request.getUuid()))
                        .setManifests(3)
                        .setPacks(7)
                        .addAllPromises(request.getDeep() ? promises : List.of())
                        .addAllProblems(problems))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> CheckBackupStorageResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void verifyBackupStorage(
            VerifyBackupStorageRequest request, StreamObserver<VerifyBackupStorageResponse> reply) {
        verified = request;
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setVerifyBackupStorageResult(VerifyBackupStorageResult.newBuilder()
                        .setBackupStorage(require(request.getUuid()))
                        .setManifests(3)
                        .setPacks(7)
                        .setBlocks(70)
                        .setNodes(2)
                        .setBadRecords(problems.size() + 1)
                        .setHealedRecords(1)
                        .setProblemCount(problems.size())
                        .addAllProblems(problems))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event ->
                        VerifyBackupStorageResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void adoptBackupStorage(
            AdoptBackupStorageRequest request, StreamObserver<AdoptBackupStorageResponse> reply) {
        var storage = request.getUuid().isEmpty()
                ? BackupStorage.newBuilder()
                        .setUuid("ad0".repeat(11).substring(0, 32))
                        .setName(request.getName())
                        .setFile(request.getFile())
                        .build()
                : require(request.getUuid());
        storages.put(storage.getUuid(), storage);
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setAdoptBackupStorageResult(AdoptBackupStorageResult.newBuilder()
                        .setBackupStorage(storage)
                        .setImages(4)
                        .setVolumeBackups(3)
                        .setVmBackups(2)
                        .setTrashEntries(1))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> AdoptBackupStorageResponse.newBuilder().setEvent(event).build());
    }

    /** What was last asked to be verified. */
    public VerifyBackupStorageRequest verified() {
        return verified;
    }

    @Override
    public void reclaimSpace(ReclaimSpaceRequest request, StreamObserver<ReclaimSpaceResponse> reply) {
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setReclaimSpaceResult(ReclaimSpaceResult.newBuilder()
                        .setBackupStorage(require(request.getUuid()))
                        .setFreedBytes(5 << 20)
                        .setRemovedPacks(2))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> ReclaimSpaceResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void listTrash(ListTrashRequest request, StreamObserver<ListTrashResponse> reply) {
        reply.onNext(ListTrashResponse.newBuilder()
                .addAllEntries(on(request.getBackupStorageUuid()))
                .build());
        reply.onCompleted();
    }

    @Override
    public void emptyTrash(EmptyTrashRequest request, StreamObserver<EmptyTrashResponse> reply) {
        var gone = on(request.getBackupStorageUuid()).stream()
                .filter(entry -> request.getTrashIdsCount() == 0
                        || request.getTrashIdsList().contains(entry.getId()))
                .toList();
        trash.removeAll(gone);
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setEmptyTrashResult(EmptyTrashResult.newBuilder().addAllEntries(gone))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> EmptyTrashResponse.newBuilder().setEvent(event).build());
    }

    private List<TrashEntry> on(String storageUuid) {
        return trash.stream()
                .filter(entry -> entry.getBackupStorageUuid().equals(storageUuid))
                .toList();
    }

    private BackupStorage require(String uuid) {
        var storage = storages.get(uuid);
        if (storage == null) {
            throw Failures.of(Status.Code.NOT_FOUND, "STORAGE_NOT_FOUND", "storage: " + uuid + " (no such storage)");
        }
        return storage;
    }

    static String uuid() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
