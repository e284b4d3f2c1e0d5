package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageResult;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Result;
import io.longshore.v1.AddImageOperation;
import io.longshore.v1.ChangeBackupStorageStateOperation;
import io.longshore.v1.ChangeImageStateOperation;
import io.longshore.v1.CheckBackupStorageOperation;
import io.longshore.v1.CreateBackupStorageOperation;
import io.longshore.v1.CreateDataVolumeTemplateOperation;
import io.longshore.v1.CreateVmBackupOperation;
import io.longshore.v1.CreateVolumeBackupOperation;
import io.longshore.v1.DeleteBackupStorageOperation;
import io.longshore.v1.DeleteImageOperation;
import io.longshore.v1.DeleteVolumeBackupOperation;
import io.longshore.v1.EmptyTrashOperation;
import io.longshore.v1.ExpungeImageOperation;
import io.longshore.v1.MigrateImageOperation;
import io.longshore.v1.ReclaimSpaceOperation;
import io.longshore.v1.RecoverImageOperation;
import io.longshore.v1.SyncVmBackupOperation;
import io.longshore.v1.Task;
import io.longshore.v1.UpdateImageOperation;

/** What was asked and what it gave, as a task on the wire carries them: one case an operation, and one a result. */
final class OperationProtos {
    private final StorageProtos storages;

    OperationProtos(StorageProtos storages) {
        this.storages = storages;
    }

    /** Puts what was asked. */
    void putOperation(Task.Builder task, Operation operation) {
        switch (operation) {
            case ImageOperation image -> putImageOperation(task, image);
            case BackupOperation backup -> putBackupOperation(task, backup);
            case StorageOperation storage -> putStorageOperation(task, storage);
            default -> throw unknown(operation);
        }
    }

    private static void putImageOperation(Task.Builder task, ImageOperation operation) {
        switch (operation) {
            case ImageOperation.AddImage add ->
                task.setAddImage(AddImageOperation.newBuilder()
                        .setUploadUuid(add.uploadUuid())
                        .setImageUuid(add.imageUuid())
                        .setName(add.said().name()));
            case ImageOperation.UpdateImage update ->
                task.setUpdateImage(UpdateImageOperation.newBuilder().setImageUuid(update.imageUuid()));
            case ImageOperation.ChangeImageState change ->
                task.setChangeImageState(ChangeImageStateOperation.newBuilder()
                        .setImageUuid(change.imageUuid())
                        .setStateEvent(ImageProtos.stateEvent(change.state())));
            case ImageOperation.RecoverImage recover ->
                task.setRecoverImage(RecoverImageOperation.newBuilder()
                        .setImageUuid(recover.imageUuid())
                        .addAllBackupStorageUuids(recover.backupStorageUuids()));
            case ImageOperation.DeleteImage delete ->
                task.setDeleteImage(DeleteImageOperation.newBuilder()
                        .setImageUuid(delete.imageUuid())
                        .addAllBackupStorageUuids(delete.backupStorageUuids()));
            case ImageOperation.ExpungeImage expunge ->
                task.setExpungeImage(ExpungeImageOperation.newBuilder()
                        .setImageUuid(expunge.imageUuid())
                        .addAllBackupStorageUuids(expunge.backupStorageUuids()));
            case ImageOperation.MigrateImage migrate ->
                task.setMigrateImage(MigrateImageOperation.newBuilder()
                        .setImageUuid(migrate.imageUuid())
                        .setSourceBackupStorageUuid(migrate.sourceUuid())
                        .setDestinationBackupStorageUuid(migrate.destinationUuid()));
            case ImageOperation.CreateDataVolumeTemplate create ->
                task.setCreateDataVolumeTemplate(CreateDataVolumeTemplateOperation.newBuilder()
                        .setVolumeBackupUuid(create.volumeBackupUuid())
                        .setBackupStorageUuid(create.backupStorageUuid())
                        .setImageUuid(create.imageUuid())
                        .setName(create.said().name()));
        }
    }

    private static void putBackupOperation(Task.Builder task, BackupOperation operation) {
        switch (operation) {
            case BackupOperation.CreateVmBackup create -> {
                var proto = CreateVmBackupOperation.newBuilder()
                        .setGroupUuid(create.groupUuid())
                        .setName(create.name())
                        .addAllUploadUuids(create.volumes().stream()
                                .map(Volume::uploadUuid)
                                .toList());
                if (create.said().vmInstanceUuid() != null) {
                    proto.setVmInstanceUuid(create.said().vmInstanceUuid());
                }
                task.setCreateVmBackup(proto);
            }
            case BackupOperation.CreateVolumeBackup create ->
                task.setCreateVolumeBackup(CreateVolumeBackupOperation.newBuilder()
                        .setUploadUuid(create.volume().uploadUuid())
                        .setVolumeBackupUuid(create.volume().volumeBackupUuid())
                        .setVolumeUuid(create.volume().volumeUuid())
                        .setName(create.volume().name()));
            case BackupOperation.SyncVmBackup sync ->
                task.setSyncVmBackup(SyncVmBackupOperation.newBuilder()
                        .setGroupUuid(sync.groupUuid())
                        .setSourceBackupStorageUuid(sync.sourceUuid())
                        .setDestinationBackupStorageUuid(sync.destinationUuid()));
            case BackupOperation.DeleteVolumeBackup delete ->
                task.setDeleteVolumeBackup(DeleteVolumeBackupOperation.newBuilder()
                        .setVolumeBackupUuid(delete.volumeBackupUuid())
                        .addAllBackupStorageUuids(delete.backupStorageUuids()));
        }
    }

    private static void putStorageOperation(Task.Builder task, StorageOperation operation) {
        var uuid = operation.backupStorageUuid();
        switch (operation) {
            case StorageOperation.CreateBackupStorage create ->
                task.setCreateBackupStorage(CreateBackupStorageOperation.newBuilder()
                        .setBackupStorageUuid(uuid)
                        .setName(create.name()));
            case StorageOperation.ChangeBackupStorageState change ->
                task.setChangeBackupStorageState(ChangeBackupStorageStateOperation.newBuilder()
                        .setBackupStorageUuid(uuid)
                        .setState(StorageProtos.state(change.state())));
            case StorageOperation.DeleteBackupStorage _ ->
                task.setDeleteBackupStorage(
                        DeleteBackupStorageOperation.newBuilder().setBackupStorageUuid(uuid));
            case StorageOperation.CheckBackupStorage _ ->
                task.setCheckBackupStorage(
                        CheckBackupStorageOperation.newBuilder().setBackupStorageUuid(uuid));
            case StorageOperation.ReclaimSpace _ ->
                task.setReclaimSpace(ReclaimSpaceOperation.newBuilder().setBackupStorageUuid(uuid));
            case StorageOperation.EmptyTrash empty ->
                task.setEmptyTrash(EmptyTrashOperation.newBuilder()
                        .setBackupStorageUuid(uuid)
                        .addAllTrashIds(empty.trashIds()));
        }
    }

    /** Puts what an operation gave. Three operations give an image and a receipt: which of them it was tells the case. */
    void putResult(Task.Builder task, Operation operation, Result result) {
        switch (result) {
            case ImageResult.Stored stored -> putStored(task, operation, stored);
            case ImageResult.Changed changed -> task.setImageResult(ImageProtos.imageResult(changed));
            case ImageResult.Expunged expunged -> task.setExpungeImageResult(ImageProtos.expungeImageResult(expunged));
            case BackupResult backup -> putBackupResult(task, backup);
            case StorageResult storage -> putStorageResult(task, storage);
            default -> throw unknown(result);
        }
    }

    private static void putStored(Task.Builder task, Operation operation, ImageResult.Stored stored) {
        switch (operation) {
            case ImageOperation.AddImage _ -> task.setAddImageResult(ImageProtos.addImageResult(stored));
            case ImageOperation.MigrateImage _ -> task.setMigrateImageResult(ImageProtos.migrateImageResult(stored));
            case ImageOperation.CreateDataVolumeTemplate _ ->
                task.setCreateDataVolumeTemplateResult(ImageProtos.createDataVolumeTemplateResult(stored));
            default -> throw unknown(operation);
        }
    }

    private static void putBackupResult(Task.Builder task, BackupResult result) {
        switch (result) {
            case BackupResult.VmBackedUp created ->
                task.setCreateVmBackupResult(BackupProtos.createVmBackupResult(created));
            case BackupResult.VolumeBackedUp created ->
                task.setCreateVolumeBackupResult(BackupProtos.createVolumeBackupResult(created));
            case BackupResult.Synced synced -> task.setSyncVmBackupResult(BackupProtos.syncVmBackupResult(synced));
            case BackupResult.Deleted deleted ->
                task.setDeleteVolumeBackupResult(BackupProtos.deleteVolumeBackupResult(deleted));
        }
    }

    private void putStorageResult(Task.Builder task, StorageResult result) {
        switch (result) {
            case StorageResult.Changed changed -> task.setBackupStorageResult(storages.storageResult(changed));
            case StorageResult.Checked checked -> task.setCheckBackupStorageResult(storages.checkResult(checked));
            case StorageResult.Reclaimed reclaimed -> task.setReclaimSpaceResult(storages.reclaimResult(reclaimed));
            case StorageResult.TrashEmptied emptied ->
                task.setEmptyTrashResult(StorageProtos.emptyTrashResult(emptied));
        }
    }

    private static IllegalArgumentException unknown(Object value) {
        return new IllegalArgumentException(
                value.getClass().getName() + " (expected: what images, backups and storages have)");
    }
}
