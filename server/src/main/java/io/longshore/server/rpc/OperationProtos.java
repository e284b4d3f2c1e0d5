package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageResult;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Result;
import io.longshore.v1.Task;

/** What was asked and what it gave, as a task on the wire carries them: one case a result. */
final class OperationProtos {
    private final StorageProtos storages;

    OperationProtos(StorageProtos storages) {
        this.storages = storages;
    }

    /** Puts what was asked. */
    void putOperation(Task.Builder task, Operation operation) {
        switch (operation) {
            case ImageOperation image -> ImageOperationProtos.put(task, image);
            case BackupOperation backup -> BackupOperationProtos.put(task, backup);
            case StorageOperation storage -> StorageOperationProtos.put(task, storage);
            default -> throw unknown(operation);
        }
    }

    /** Puts what an operation gave. Three operations give an image and a receipt: which of them it was tells the case. */
    void putResult(Task.Builder task, Operation operation, Result result) {
        switch (result) {
            case ImageResult.Stored stored -> putStored(task, operation, stored);
            case ImageResult.Planned planned -> task.setMigrateImageResult(ImageProtos.migrationPlanned(planned));
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
            case BackupResult.SyncPlanned planned -> task.setSyncVmBackupResult(BackupProtos.syncPlanned(planned));
            case BackupResult.Pruned pruned -> task.setPruneBackupsResult(PruneProtos.result(pruned));
            case BackupResult.Deleted deleted ->
                task.setDeleteVolumeBackupResult(BackupProtos.deleteVolumeBackupResult(deleted));
        }
    }

    private void putStorageResult(Task.Builder task, StorageResult result) {
        switch (result) {
            case StorageResult.Changed changed -> task.setBackupStorageResult(storages.storageResult(changed));
            case StorageResult.Checked checked -> task.setCheckBackupStorageResult(storages.checkResult(checked));
            case StorageResult.Adopted adopted -> task.setAdoptBackupStorageResult(storages.adoptResult(adopted));
            case StorageResult.Verified verified -> task.setVerifyBackupStorageResult(storages.verifyResult(verified));
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
