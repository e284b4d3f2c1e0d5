package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.VmBackup;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.task.Caller;
import java.util.List;
import java.util.Optional;

/** What is asked of backups, beside what tasks do with them. */
public record BackupCalls(
        Find<VolumeBackup> find, FindPage<VolumeBackup> list, FindPage<VmBackup> listGroups, Deletion deletion) {
    /** Makes the operation of what a caller wants deleted: it names the backup's group, which the caller does not. */
    @FunctionalInterface
    public interface Deletion {
        BackupOperation.DeleteVolumeBackup operation(
                Caller caller, Optional<String> requestId, String uuid, List<String> backupStorageUuids);
    }
}
