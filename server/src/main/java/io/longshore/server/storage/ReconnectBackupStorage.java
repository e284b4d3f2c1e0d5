package io.longshore.server.storage;

import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;

/** Asks a storage at once whether it answers. */
public final class ReconnectBackupStorage implements Work<StorageOperation.ReconnectBackupStorage> {
    private final StorageAccess access;
    private final StorageRegistry registry;

    public ReconnectBackupStorage(StorageAccess access, StorageRegistry registry) {
        this.access = access;
        this.registry = registry;
    }

    @Override
    public void accept(Caller caller, StorageOperation.ReconnectBackupStorage operation) {
        access.findOwn(caller, operation.backupStorageUuid());
    }

    @Override
    public Outcome run(StorageOperation.ReconnectBackupStorage operation, TaskContext context)
            throws InterruptedException {
        var uuid = operation.backupStorageUuid();
        registry.lookNow(access.find(uuid));
        registry.driver(uuid); // or the failure that tells why there is none
        return Outcome.of(() -> new StorageResult.Changed(access.find(uuid)));
    }

    @Override
    public void abandon(StorageOperation.ReconnectBackupStorage operation) {}
}
