package io.longshore.server.backup;

import io.longshore.server.task.Result;
import io.longshore.server.transfer.Plan;
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

    /** Of a dry run of SyncVmBackup: the group as it is, and what would be sent of each backup. */
    record SyncPlanned(VmBackup vmBackup, List<Plan> plans) implements BackupResult {
        public SyncPlanned {
            plans = List.copyOf(plans);
        }
    }

    /** Of PruneBackups: all that were looked at, series by series, each from the newest to the oldest. */
    record Pruned(List<PrunedBackup> backups) implements BackupResult {
        public Pruned {
            backups = List.copyOf(backups);
        }
    }

    /** Of DeleteVolumeBackup: the backup as far as it is still there. */
    record Deleted(@Nullable VolumeBackup volumeBackup) implements BackupResult {}
}
