package io.longshore.server.backup;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.transfer.TransferEngine;
import java.util.Map;

/** The dry run of {@link SyncVmBackup}: the same checks and the same walk, and nothing claimed or written. */
public final class PlanSync implements Work<BackupOperation.PlanSync> {
    private final SyncVmBackup sync;
    private final GroupCopy copy;
    private final VolumeBackupAccess access;
    private final StorageAccess storages;
    private final TransferEngine engine;

    public PlanSync(
            SyncVmBackup sync, GroupCopy copy, VolumeBackups backups, StorageAccess storages, TransferEngine engine) {
        this.sync = sync;
        this.copy = copy;
        this.access = new VolumeBackupAccess(backups);
        this.storages = storages;
        this.engine = engine;
    }

    @Override
    public void accept(Caller caller, BackupOperation.PlanSync operation) {
        sync.check(caller, operation.sync());
    }

    @Override
    public Outcome run(BackupOperation.PlanSync operation, TaskContext context) throws InterruptedException {
        var groupUuid = operation.sync().groupUuid();
        var group = access.group(Caller.SERVER, groupUuid);
        var destination = storages.driverOrWait(operation.sync().destinationUuid());
        var converted = copy.converted(operation.sync(), group, destination);
        if (!converted.isEmpty()) {
            throw new FailureException(
                    Reason.INVALID_ARGUMENT,
                    "dry_run: volume backup " + converted.getFirst().uuid()
                            + " is made raw on its way, and what is sent then is not known before (expected: raw)",
                    Map.of("field", "dry_run"));
        }
        var plans = engine.plan(copy.disks(operation.sync(), group, destination), destination, context);
        return Outcome.of(() -> new BackupResult.SyncPlanned(VmBackups.of(groupUuid, group), plans));
    }

    /** Nothing was claimed. */
    @Override
    public void abandon(BackupOperation.PlanSync operation) {}
}
