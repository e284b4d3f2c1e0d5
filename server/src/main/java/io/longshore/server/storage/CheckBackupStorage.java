package io.longshore.server.storage;

import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;

/** Reads what describes a storage's content and tells what is wrong. Problems are its result, not its failure. Changes nothing
 * that stays: what it writes to try the storage's server it removes. */
public final class CheckBackupStorage implements Work<StorageOperation.CheckBackupStorage> {
    private final StorageAccess access;
    private final AllManifestRows rows;

    public CheckBackupStorage(StorageAccess access, AllManifestRows rows) {
        this.access = access;
        this.rows = rows;
    }

    @Override
    public void accept(Caller caller, StorageOperation.CheckBackupStorage operation) {
        access.find(caller, operation.backupStorageUuid());
        access.driver(operation.backupStorageUuid());
    }

    @Override
    public Outcome run(StorageOperation.CheckBackupStorage operation, TaskContext context) throws InterruptedException {
        var uuid = operation.backupStorageUuid();
        var inspection = new StorageInspection(access.driver(uuid), rows.mustExist(uuid));
        try {
            if (operation.deep()) {
                inspection.tryPromises(Uuids.parse(context.taskUuid()), context);
            }
            inspection.inspect(context);
        } catch (IOException e) {
            throw StorageFailures.of(uuid, e);
        }
        return Outcome.of(() -> inspection.result(access.find(uuid)));
    }

    @Override
    public void abandon(StorageOperation.CheckBackupStorage operation) {}
}
