package io.longshore.server.app;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.catalog.StoredTypes;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageResult;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;

/**
 * All operations and results, under the names that the catalog keeps them by for ever. An operation's name is the one of its field in the contract's
 * {@code Task}, which lists of tasks ask for.
 */
public final class TaskTypes {
    private TaskTypes() {}

    /** A new set of them. */
    public static StoredTypes all() {
        return new StoredTypes()
                .add("add_image", ImageOperation.AddImage.class)
                .add("update_image", ImageOperation.UpdateImage.class)
                .add("change_image_state", ImageOperation.ChangeImageState.class)
                .add("recover_image", ImageOperation.RecoverImage.class)
                .add("delete_image", ImageOperation.DeleteImage.class)
                .add("expunge_image", ImageOperation.ExpungeImage.class)
                .add("migrate_image", ImageOperation.MigrateImage.class)
                .add("plan_migration", ImageOperation.PlanMigration.class)
                .add("create_data_volume_template", ImageOperation.CreateDataVolumeTemplate.class)
                .add("create_volume_backup", BackupOperation.CreateVolumeBackup.class)
                .add("create_vm_backup", BackupOperation.CreateVmBackup.class)
                .add("sync_vm_backup", BackupOperation.SyncVmBackup.class)
                .add("plan_sync", BackupOperation.PlanSync.class)
                .add("prune_backups", BackupOperation.PruneBackups.class)
                .add("delete_volume_backup", BackupOperation.DeleteVolumeBackup.class)
                .add("create_backup_storage", StorageOperation.CreateBackupStorage.class)
                .add("update_backup_storage", StorageOperation.UpdateBackupStorage.class)
                .add("reconnect_backup_storage", StorageOperation.ReconnectBackupStorage.class)
                .add("change_backup_storage_state", StorageOperation.ChangeBackupStorageState.class)
                .add("delete_backup_storage", StorageOperation.DeleteBackupStorage.class)
                .add("check_backup_storage", StorageOperation.CheckBackupStorage.class)
                .add("reclaim_space", StorageOperation.ReclaimSpace.class)
                .add("verify_backup_storage", StorageOperation.VerifyBackupStorage.class)
                .add("adopt_backup_storage", StorageOperation.AdoptBackupStorage.class)
                .add("empty_trash", StorageOperation.EmptyTrash.class)
                .add("image_changed", ImageResult.Changed.class)
                .add("image_expunged", ImageResult.Expunged.class)
                .add("image_stored", ImageResult.Stored.class)
                .add("migration_planned", ImageResult.Planned.class)
                .add("volume_backed_up", BackupResult.VolumeBackedUp.class)
                .add("vm_backed_up", BackupResult.VmBackedUp.class)
                .add("vm_backup_synced", BackupResult.Synced.class)
                .add("sync_planned", BackupResult.SyncPlanned.class)
                .add("backups_pruned", BackupResult.Pruned.class)
                .add("volume_backup_deleted", BackupResult.Deleted.class)
                .add("storage_changed", StorageResult.Changed.class)
                .add("storage_checked", StorageResult.Checked.class)
                .add("storage_verified", StorageResult.Verified.class)
                .add("storage_adopted", StorageResult.Adopted.class)
                .add("space_reclaimed", StorageResult.Reclaimed.class)
                .add("trash_emptied", StorageResult.TrashEmptied.class);
    }
}
