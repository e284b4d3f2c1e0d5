package io.longshore.server.backup;

import io.longshore.server.task.Result;
import io.longshore.server.transfer.Receipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operations on backups give. */
public sealed interface BackupResult extends Result {
    /** Of CreateVmBackup: the group, and a receipt for each backup. */
    record VmBackedUp(VmBackup vmBackup, List<Receipt> receipts) implements BackupResult {
        public VmBackedUp {
            receipts = List.copyOf(receipts);
        }
    }

    /** Of CreateVolumeBackup. */
    record VolumeBackedUp(VolumeBackup volumeBackup, Receipt receipt) implements BackupResult {}

    /** Of SyncVmBackup: the group, a receipt for each backup, and what joined the group too late. */
    record Synced(VmBackup vmBackup, List<Receipt> receipts, List<String> notIncludedUuids) implements BackupResult {
        public Synced {
            receipts = List.copyOf(receipts);
            notIncludedUuids = List.copyOf(notIncludedUuids);
        }
    }

    /** Of DeleteVolumeBackup: the backup as far as it is still there. */
    record Deleted(@Nullable VolumeBackup volumeBackup) implements BackupResult {}
}
