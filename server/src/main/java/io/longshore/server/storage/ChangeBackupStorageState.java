package io.longshore.server.storage;

import io.longshore.server.task.Caller;
import io.longshore.server.task.Task;
import io.longshore.server.task.Tasks;
import java.time.InstantSource;
import java.util.Optional;

/** Enables or disables a storage. What runs goes on; new work is refused. */
public final class ChangeBackupStorageState {
    private final BackupStorages storages;
    private final StorageAccess access;
    private final Tasks tasks;
    private final InstantSource clock;

    public ChangeBackupStorageState(BackupStorages storages, StorageAccess access, Tasks tasks, InstantSource clock) {
        this.storages = storages;
        this.access = access;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Does it at once; {@code STORAGE_NOT_FOUND}, {@code PERMISSION_DENIED}. */
    public Task apply(Caller caller, Optional<String> requestId, StorageOperation.ChangeBackupStorageState operation) {
        return tasks.apply(caller, requestId, operation, () -> change(caller, operation));
    }

    private StorageResult change(Caller caller, StorageOperation.ChangeBackupStorageState operation) {
        var storage = access.findOwn(caller, operation.backupStorageUuid());
        var changed = new BackupStorage(
                storage.uuid(),
                storage.accountUuid(),
                storage.name(),
                storage.description(),
                operation.state(),
                storage.location(),
                storage.capacityBytes(),
                storage.options(),
                storage.epoch(),
                storage.systemTags(),
                storage.userTags(),
                storage.createTime(),
                clock.instant());
        storages.update(changed);
        return new StorageResult.Changed(changed);
    }
}
