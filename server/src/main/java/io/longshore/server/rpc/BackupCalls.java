package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.VmBackup;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Task;
import java.util.List;
import java.util.Optional;

/** What is asked of backups, beside what tasks do with them. */
public interface BackupCalls {
    /** A backup that the caller may see; {@code VOLUME_BACKUP_NOT_FOUND}. */
    VolumeBackup find(Caller caller, String uuid);

    /** A page of them. */
    Page<VolumeBackup> list(Caller caller, Query query);

    /** A page of the groups that the caller may see. */
    Page<VmBackup> listGroups(Caller caller, Query query);

    /** Removes a backup, on the named storages or on all; gives a task with {@link BackupOperation.DeleteVolumeBackup}. */
    Task delete(Caller caller, Optional<String> requestId, String uuid, List<String> backupStorageUuids)
            throws InterruptedException;
}
