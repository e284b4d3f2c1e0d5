package io.longshore.server.rpc;

import com.google.protobuf.util.Durations;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageOptions;
import io.longshore.v1.AdoptBackupStorageOperation;
import io.longshore.v1.ChangeBackupStorageStateOperation;
import io.longshore.v1.CheckBackupStorageOperation;
import io.longshore.v1.CreateBackupStorageOperation;
import io.longshore.v1.DeleteBackupStorageOperation;
import io.longshore.v1.EmptyTrashOperation;
import io.longshore.v1.ReclaimSpaceOperation;
import io.longshore.v1.ReconnectBackupStorageOperation;
import io.longshore.v1.Task;
import io.longshore.v1.UpdateBackupStorageOperation;
import io.longshore.v1.VerifyBackupStorageOperation;

/** What was asked to be done with storages, as a task on the wire carries it: every field of the request but secrets. */
final class StorageOperationProtos {
    private StorageOperationProtos() {}

    static void put(Task.Builder task, StorageOperation operation) {
        var uuid = operation.backupStorageUuid();
        switch (operation) {
            case StorageOperation.CreateBackupStorage create ->
                task.setCreateBackupStorage(createBackupStorage(create));
            case StorageOperation.ChangeBackupStorageState change ->
                task.setChangeBackupStorageState(ChangeBackupStorageStateOperation.newBuilder()
                        .setBackupStorageUuid(uuid)
                        .setState(StorageProtos.state(change.state())));
            case StorageOperation.UpdateBackupStorage update ->
                task.setUpdateBackupStorage(updateBackupStorage(update));
            case StorageOperation.ReconnectBackupStorage _ ->
                task.setReconnectBackupStorage(
                        ReconnectBackupStorageOperation.newBuilder().setBackupStorageUuid(uuid));
            case StorageOperation.DeleteBackupStorage _ ->
                task.setDeleteBackupStorage(
                        DeleteBackupStorageOperation.newBuilder().setBackupStorageUuid(uuid));
            case StorageOperation.CheckBackupStorage check ->
                task.setCheckBackupStorage(CheckBackupStorageOperation.newBuilder()
                        .setBackupStorageUuid(uuid)
                        .setDeep(check.deep()));
            case StorageOperation.ReclaimSpace reclaim ->
                task.setReclaimSpace(ReclaimSpaceOperation.newBuilder()
                        .setBackupStorageUuid(uuid)
                        .setAllowMoreThanHalf(reclaim.allowMoreThanHalf()));
            case StorageOperation.AdoptBackupStorage adopt -> task.setAdoptBackupStorage(adoptBackupStorage(adopt));
            case StorageOperation.VerifyBackupStorage verify ->
                task.setVerifyBackupStorage(verifyBackupStorage(verify));
            case StorageOperation.EmptyTrash empty ->
                task.setEmptyTrash(EmptyTrashOperation.newBuilder()
                        .setBackupStorageUuid(uuid)
                        .addAllTrashIds(empty.trashIds()));
        }
    }

    private static UpdateBackupStorageOperation.Builder updateBackupStorage(
            StorageOperation.UpdateBackupStorage operation) {
        var proto = UpdateBackupStorageOperation.newBuilder().setBackupStorageUuid(operation.backupStorageUuid());
        Said.put(operation.name(), proto::setName);
        Said.put(operation.description(), proto::setDescription);
        if (operation.options() != null) {
            proto.setOptions(StorageProtos.options(operation.options()));
        }
        return proto;
    }

    private static AdoptBackupStorageOperation.Builder adoptBackupStorage(
            StorageOperation.AdoptBackupStorage operation) {
        var proto = AdoptBackupStorageOperation.newBuilder().setBackupStorageUuid(operation.backupStorageUuid());
        var place = operation.place();
        if (place == null) {
            return proto;
        }
        proto.setName(place.name()).addAllSystemTags(place.systemTags()).addAllUserTags(place.userTags());
        Said.put(place.description(), proto::setDescription);
        place.capacityBytes().ifPresent(proto::setCapacityBytes);
        switch (place.location()) {
            case Location.File file -> proto.setFile(LocationProtos.file(file));
            case Location.S3 s3 -> proto.setS3(LocationProtos.s3(s3));
            case Location.Sftp sftp -> proto.setSftp(LocationProtos.sftp(sftp));
            case Location.Ceph ceph -> proto.setCeph(LocationProtos.ceph(ceph));
        }
        return proto;
    }

    private static VerifyBackupStorageOperation.Builder verifyBackupStorage(
            StorageOperation.VerifyBackupStorage operation) {
        var proto = VerifyBackupStorageOperation.newBuilder()
                .setBackupStorageUuid(operation.backupStorageUuid())
                .setKnownDamageOnly(operation.knownDamageOnly());
        operation.maxAgeMillis().ifPresent(millis -> proto.setMaxAge(Durations.fromMillis(millis)));
        operation.maxDurationMillis().ifPresent(millis -> proto.setMaxDuration(Durations.fromMillis(millis)));
        operation.maxBytesPerSecond().ifPresent(proto::setMaxBytesPerSecond);
        return proto;
    }

    private static CreateBackupStorageOperation.Builder createBackupStorage(
            StorageOperation.CreateBackupStorage operation) {
        var proto = CreateBackupStorageOperation.newBuilder()
                .setBackupStorageUuid(operation.backupStorageUuid())
                .setName(operation.name())
                .addAllSystemTags(operation.systemTags())
                .addAllUserTags(operation.userTags());
        Said.put(operation.description(), proto::setDescription);
        if (!operation.options().equals(StorageOptions.USUAL)) {
            proto.setOptions(StorageProtos.options(operation.options()));
        }
        operation.capacityBytes().ifPresent(proto::setCapacityBytes);
        switch (operation.location()) {
            case Location.File file -> proto.setFile(LocationProtos.file(file));
            case Location.S3 s3 -> proto.setS3(LocationProtos.s3(s3));
            case Location.Sftp sftp -> proto.setSftp(LocationProtos.sftp(sftp));
            case Location.Ceph ceph -> proto.setCeph(LocationProtos.ceph(ceph));
        }
        return proto;
    }
}
