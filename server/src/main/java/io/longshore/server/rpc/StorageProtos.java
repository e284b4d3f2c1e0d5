package io.longshore.server.rpc;

import io.longshore.server.driver.promise.Promise;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageCondition;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.storage.TrashEntry;
import io.longshore.v1.AdoptBackupStorageResult;
import io.longshore.v1.BackupStorageResult;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.BackupStorageStatus;
import io.longshore.v1.Capacity;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CephPool;
import io.longshore.v1.CheckBackupStorageResult;
import io.longshore.v1.EmptyTrashResult;
import io.longshore.v1.PromiseOutcome;
import io.longshore.v1.ReclaimSpaceResult;
import io.longshore.v1.StorageProblem;
import io.longshore.v1.StoragePromise;
import io.longshore.v1.Verification;
import io.longshore.v1.VerifyBackupStorageResult;
import java.util.function.Function;

/** Storages and what their operations give, to and from the wire. A storage is shown as it is now, also in a result of long ago. */
final class StorageProtos {
    private final Function<BackupStorage, StorageCondition> conditions;

    /** @param conditions tells what is true of a storage now */
    StorageProtos(Function<BackupStorage, StorageCondition> conditions) {
        this.conditions = conditions;
    }

    io.longshore.v1.BackupStorage storage(BackupStorage storage) {
        var condition = conditions.apply(storage);
        var proto = io.longshore.v1.BackupStorage.newBuilder()
                .setUuid(storage.uuid())
                .setAccountUuid(storage.accountUuid())
                .setName(storage.name())
                .setState(state(storage.state()))
                .setStatus(
                        condition.connected()
                                ? BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTED
                                : BackupStorageStatus.BACKUP_STORAGE_STATUS_DISCONNECTED)
                .setStatusReason(condition.reason())
                .setCapacity(capacity(storage, condition))
                .setDurability(condition.durability())
                .setOptions(options(storage.options()))
                .addAllSystemTags(storage.systemTags())
                .addAllUserTags(storage.userTags())
                .setCreateTime(TimeProtos.timestamp(storage.createTime()))
                .setUpdateTime(TimeProtos.timestamp(storage.updateTime()));
        if (storage.description() != null) {
            proto.setDescription(storage.description());
        }
        switch (storage.location()) {
            case Location.File file -> proto.setFile(LocationProtos.file(file));
            case Location.S3 s3 -> proto.setS3(LocationProtos.s3(s3));
            case Location.Sftp sftp -> proto.setSftp(LocationProtos.sftp(sftp));
            case Location.Ceph ceph -> proto.setCeph(pool(LocationProtos.ceph(ceph), condition));
        }
        return proto.build();
    }

    private static CephLocation pool(CephLocation location, StorageCondition condition) {
        var proto = location.toBuilder().setFsid(condition.clusterId());
        condition
                .pool()
                .ifPresent(pool -> proto.setPoolFigures(CephPool.newBuilder()
                        .setUsedBytes(pool.usedBytes())
                        .setAvailableBytes(pool.availableBytes())
                        .setReplicas(pool.replicas())));
        return proto.build();
    }

    static io.longshore.v1.StorageOptions options(StorageOptions options) {
        return io.longshore.v1.StorageOptions.newBuilder()
                .setBytesPerSecond(options.bytesPerSecond())
                .setConnections(options.connections())
                .setVerification(
                        switch (options.verification()) {
                            case USUAL -> Verification.VERIFICATION_UNSPECIFIED;
                            case READ_BACK -> Verification.VERIFICATION_READ_BACK;
                            case CHECKSUM -> Verification.VERIFICATION_CHECKSUM;
                        })
                .build();
    }

    private static Capacity capacity(BackupStorage storage, StorageCondition condition) {
        var capacity = Capacity.newBuilder()
                .setTotalBytes(condition.totalBytes())
                .setAvailableBytes(condition.availableBytes())
                .setUsedBytes(condition.usedBytes())
                .setReclaimableBytes(condition.reclaimableBytes())
                .setReservedBytes(condition.reservedBytes());
        storage.capacityBytes().ifPresent(capacity::setLimitBytes);
        return capacity.build();
    }

    BackupStorageResult storageResult(StorageResult.Changed result) {
        var proto = BackupStorageResult.newBuilder();
        if (result.backupStorage() != null) {
            proto.setBackupStorage(storage(result.backupStorage()));
        }
        return proto.build();
    }

    CheckBackupStorageResult checkResult(StorageResult.Checked result) {
        var proto = CheckBackupStorageResult.newBuilder()
                .setBackupStorage(storage(result.backupStorage()))
                .setManifests(result.manifests())
                .setPacks(result.packs())
                .setReadBytes(result.readBytes());
        result.problems().forEach(problem -> proto.addProblems(problem(problem)));
        proto.addAllLimits(result.limits());
        result.promises().forEach(promise -> proto.addPromises(promise(promise)));
        return proto.build();
    }

    private static StorageProblem problem(StorageResult.StorageProblem problem) {
        return StorageProblem.newBuilder()
                .setPath(problem.path())
                .setDetails(problem.details())
                .addAllResourceUuids(problem.resourceUuids())
                .build();
    }

    AdoptBackupStorageResult adoptResult(StorageResult.Adopted result) {
        return AdoptBackupStorageResult.newBuilder()
                .setBackupStorage(storage(result.backupStorage()))
                .setImages(result.images())
                .setVolumeBackups(result.volumeBackups())
                .setVmBackups(result.vmBackups())
                .setTrashEntries(result.trashEntries())
                .addAllProblems(
                        result.problems().stream().map(StorageProtos::problem).toList())
                .build();
    }

    VerifyBackupStorageResult verifyResult(StorageResult.Verified result) {
        return VerifyBackupStorageResult.newBuilder()
                .setBackupStorage(storage(result.backupStorage()))
                .setManifests(result.manifests())
                .setPacks(result.packs())
                .setSkippedPacks(result.skippedPacks())
                .setRemainingPacks(result.remainingPacks())
                .setBlocks(result.blocks())
                .setNodes(result.nodes())
                .setReadBytes(result.readBytes())
                .setBadRecords(result.badRecords())
                .setHealedRecords(result.healedRecords())
                .addAllProblems(
                        result.problems().stream().map(StorageProtos::problem).toList())
                .setProblemCount(result.problemCount())
                .build();
    }

    private static StoragePromise.Builder promise(Promise promise) {
        return StoragePromise.newBuilder()
                .setName(promise.name())
                .setPromise(promise.promise())
                .setDetails(promise.details())
                .setOutcome(
                        switch (promise.outcome()) {
                            case HOLDS -> PromiseOutcome.PROMISE_OUTCOME_HOLDS;
                            case NOT_OFFERED -> PromiseOutcome.PROMISE_OUTCOME_NOT_OFFERED;
                            case BROKEN -> PromiseOutcome.PROMISE_OUTCOME_BROKEN;
                        });
    }

    ReclaimSpaceResult reclaimResult(StorageResult.Reclaimed result) {
        return ReclaimSpaceResult.newBuilder()
                .setBackupStorage(storage(result.backupStorage()))
                .setFreedBytes(result.freedBytes())
                .setRemovedPacks(result.removedPacks())
                .setRewrittenBytes(result.rewrittenBytes())
                .build();
    }

    static EmptyTrashResult emptyTrashResult(StorageResult.TrashEmptied result) {
        return EmptyTrashResult.newBuilder()
                .addAllEntries(
                        result.entries().stream().map(StorageProtos::trashEntry).toList())
                .build();
    }

    static io.longshore.v1.TrashEntry trashEntry(TrashEntry entry) {
        return io.longshore.v1.TrashEntry.newBuilder()
                .setId(entry.id())
                .setBackupStorageUuid(entry.backupStorageUuid())
                .setImageUuid(entry.imageUuid())
                .setImageName(entry.imageName())
                .setInstallPath(entry.installPath())
                .setSizeBytes(entry.sizeBytes())
                .setTaskUuid(entry.taskUuid())
                .setCreateTime(TimeProtos.timestamp(entry.createTime()))
                .build();
    }

    static BackupStorageState state(State state) {
        return switch (state) {
            case ENABLED -> BackupStorageState.BACKUP_STORAGE_STATE_ENABLED;
            case DISABLED -> BackupStorageState.BACKUP_STORAGE_STATE_DISABLED;
        };
    }

    static State state(BackupStorageState state) {
        return switch (state) {
            case BACKUP_STORAGE_STATE_ENABLED -> State.ENABLED;
            case BACKUP_STORAGE_STATE_DISABLED -> State.DISABLED;
            case BACKUP_STORAGE_STATE_UNSPECIFIED, UNRECOGNIZED -> throw ConditionProtos.unset("state", state.name());
        };
    }
}
