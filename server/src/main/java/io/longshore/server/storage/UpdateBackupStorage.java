package io.longshore.server.storage;

import io.longshore.server.task.Caller;
import io.longshore.server.task.Task;
import io.longshore.server.task.Tasks;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** Changes a storage's name or description, or how it is used. */
public final class UpdateBackupStorage {
    private final BackupStorages storages;
    private final StorageAccess access;
    private final StorageDrivers drivers;
    private final Tasks tasks;
    private final InstantSource clock;

    public UpdateBackupStorage(
            BackupStorages storages, StorageAccess access, StorageDrivers drivers, Tasks tasks, InstantSource clock) {
        this.storages = storages;
        this.access = access;
        this.drivers = drivers;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Does it at once; {@code STORAGE_NOT_FOUND}, {@code STORAGE_EXISTS}, {@code INVALID_ARGUMENT}, {@code PERMISSION_DENIED}. */
    public Task apply(Caller caller, Optional<String> requestId, StorageOperation.UpdateBackupStorage operation) {
        var task = tasks.apply(caller, requestId, operation, () -> change(caller, operation));
        // What stands in the catalog by now, which is not this call's where it came a second time.
        storages.find(operation.backupStorageUuid()).ifPresent(now -> drivers.change(now.uuid(), now.options()));
        return task;
    }

    private StorageResult change(Caller caller, StorageOperation.UpdateBackupStorage operation) {
        var storage = access.findOwn(caller, operation.backupStorageUuid());
        var options = Objects.requireNonNullElse(operation.options(), storage.options());
        options.check(storage.location());
        var changed = new BackupStorage(
                storage.uuid(),
                storage.accountUuid(),
                Objects.requireNonNullElse(operation.name(), storage.name()),
                operation.description() == null ? storage.description() : operation.description(),
                storage.state(),
                storage.location(),
                storage.capacityBytes(),
                options,
                storage.epoch(),
                storage.systemTags(),
                storage.userTags(),
                storage.createTime(),
                clock.instant());
        storages.update(changed);
        return new StorageResult.Changed(changed);
    }
}
