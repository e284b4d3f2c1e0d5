package io.longshore.rest.facade;

import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.AddCephBackupStorageResponse;
import io.longshore.rest.zstack.v1.AddImageResponse;
import io.longshore.rest.zstack.v1.AddImageStoreBackupStorageResponse;
import io.longshore.rest.zstack.v1.AddSftpBackupStorageResponse;
import io.longshore.rest.zstack.v1.BackupStorageActionsResponse;
import io.longshore.rest.zstack.v1.BackupStorageMigrateImageResponse;
import io.longshore.rest.zstack.v1.CleanTrashResult;
import io.longshore.rest.zstack.v1.CleanUpTrashOnBackupStorageResponse;
import io.longshore.rest.zstack.v1.CreateDataVolumeTemplateFromVolumeBackupResponse;
import io.longshore.rest.zstack.v1.DeleteBackupStorageResponse;
import io.longshore.rest.zstack.v1.DeleteImageResponse;
import io.longshore.rest.zstack.v1.DeleteVolumeBackupResponse;
import io.longshore.rest.zstack.v1.GcResult;
import io.longshore.rest.zstack.v1.ImageActionsResponse;
import io.longshore.rest.zstack.v1.ImageStoreBackupStorageActionsResponse;
import io.longshore.rest.zstack.v1.SftpBackupStorageActionsResponse;
import io.longshore.rest.zstack.v1.TrashCleanupResult;
import io.longshore.rest.zstack.v1.VmBackupActionsResponse;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.EmptyTrashResult;
import io.longshore.v1.Image;
import io.longshore.v1.Task;
import io.longshore.v1.TrashEntry;
import io.longshore.v1.VmBackup;

/**
 * What the original answers when an operation has ended well: for a held call, and for a job, which is a task, however long ago and
 * by whomever it was started.
 */
final class TaskAnswers {
    private final Inventories inventories;

    TaskAnswers(Inventories inventories) {
        this.inventories = inventories;
    }

    /** The answer of a task that succeeded. */
    Message succeeded(Task task) {
        var image = task.getImageResult().getImage();
        return switch (task.getOperationCase()) {
            case CHANGE_IMAGE_STATE -> stateChanged(image);
            case RECOVER_IMAGE, UPDATE_IMAGE -> imageChanged(image);
            case EXPUNGE_IMAGE -> expunged();
            case DELETE_IMAGE -> DeleteImageResponse.getDefaultInstance();
            case ADD_IMAGE ->
                AddImageResponse.newBuilder()
                        .setInventory(inventories.image(task.getAddImageResult().getImage()))
                        .build();
            case MIGRATE_IMAGE ->
                BackupStorageMigrateImageResponse.newBuilder()
                        .setInventory(
                                inventories.image(task.getMigrateImageResult().getImage()))
                        .build();
            case CREATE_DATA_VOLUME_TEMPLATE ->
                CreateDataVolumeTemplateFromVolumeBackupResponse.newBuilder()
                        .setInventory(inventories.image(
                                task.getCreateDataVolumeTemplateResult().getImage()))
                        .build();
            case CREATE_VOLUME_BACKUP ->
                VmBackupActionsResponse.newBuilder()
                        .addInventories(inventories.volumeBackup(
                                task.getCreateVolumeBackupResult().getVolumeBackup()))
                        .build();
            case CREATE_VM_BACKUP -> group(task.getCreateVmBackupResult().getVmBackup());
            case SYNC_VM_BACKUP -> group(task.getSyncVmBackupResult().getVmBackup());
            case DELETE_VOLUME_BACKUP, PRUNE_BACKUPS -> DeleteVolumeBackupResponse.getDefaultInstance();
            case CREATE_BACKUP_STORAGE ->
                storageAdded(task.getBackupStorageResult().getBackupStorage());
            case CHANGE_BACKUP_STORAGE_STATE, UPDATE_BACKUP_STORAGE, RECONNECT_BACKUP_STORAGE ->
                storageChanged(task.getBackupStorageResult().getBackupStorage());
            case CHECK_BACKUP_STORAGE ->
                storageChanged(task.getCheckBackupStorageResult().getBackupStorage());
            case VERIFY_BACKUP_STORAGE ->
                storageChanged(task.getVerifyBackupStorageResult().getBackupStorage());
            case ADOPT_BACKUP_STORAGE ->
                storageChanged(task.getAdoptBackupStorageResult().getBackupStorage());
            case DELETE_BACKUP_STORAGE, OPERATION_NOT_SET -> DeleteBackupStorageResponse.getDefaultInstance();
            case RECLAIM_SPACE ->
                ImageStoreBackupStorageActionsResponse.newBuilder()
                        .setGcResult(GcResult.newBuilder()
                                .setFreedSpaceInBytes(
                                        task.getReclaimSpaceResult().getFreedBytes()))
                        .build();
            case EMPTY_TRASH -> trashEmptied(task.getEmptyTrashResult());
        };
    }

    ImageActionsResponse stateChanged(Image image) {
        return ImageActionsResponse.newBuilder()
                .setSuccess(true) // documented of this API alone
                .setInventory(inventories.image(image))
                .build();
    }

    ImageActionsResponse imageChanged(Image image) {
        return ImageActionsResponse.newBuilder()
                .setInventory(inventories.image(image))
                .build();
    }

    ImageActionsResponse expunged() {
        return ImageActionsResponse.getDefaultInstance();
    }

    /** The original's three answers have one form; which of them it was is seen by the storage. */
    Message storageAdded(BackupStorage storage) {
        var inventory = inventories.backupStorage(storage);
        return switch (inventory.getType()) {
            case StoragePlaces.CEPH ->
                AddCephBackupStorageResponse.newBuilder()
                        .setInventory(inventory)
                        .build();
            case StoragePlaces.SFTP ->
                AddSftpBackupStorageResponse.newBuilder()
                        .setInventory(inventory)
                        .build();
            default ->
                AddImageStoreBackupStorageResponse.newBuilder()
                        .setInventory(inventory)
                        .build();
        };
    }

    BackupStorageActionsResponse storageChanged(BackupStorage storage) {
        return BackupStorageActionsResponse.newBuilder()
                .setInventory(inventories.backupStorage(storage))
                .build();
    }

    /** The same answer where the path is the kind's. */
    Message imageStoreChanged(BackupStorage storage) {
        return ImageStoreBackupStorageActionsResponse.newBuilder()
                .setInventory(inventories.backupStorage(storage))
                .build();
    }

    Message sftpChanged(BackupStorage storage) {
        return SftpBackupStorageActionsResponse.newBuilder()
                .setInventory(inventories.backupStorage(storage))
                .build();
    }

    private VmBackupActionsResponse group(VmBackup group) {
        var answer = VmBackupActionsResponse.newBuilder();
        group.getVolumeBackupsList().forEach(backup -> answer.addInventories(inventories.volumeBackup(backup)));
        return answer.build();
    }

    private CleanUpTrashOnBackupStorageResponse trashEmptied(EmptyTrashResult emptied) {
        var total = CleanTrashResult.newBuilder();
        var answer = CleanUpTrashOnBackupStorageResponse.newBuilder().setSuccess(true);
        long size = 0;
        for (TrashEntry entry : emptied.getEntriesList()) {
            size += entry.getSizeBytes();
            total.addResourceUuids(entry.getImageUuid());
            answer.addResults(TrashCleanupResult.newBuilder()
                    .setResourceUuid(entry.getImageUuid())
                    .setSuccess(true)
                    .setTrashId(entry.getId())
                    .setSize(entry.getSizeBytes()));
        }
        return answer.setResult(total.setSize(size)).build();
    }
}
