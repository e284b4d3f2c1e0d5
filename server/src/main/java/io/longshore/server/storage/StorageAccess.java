package io.longshore.server.storage;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.task.Caller;
import io.longshore.server.task.TaskSuspendedException;
import java.util.List;
import java.util.Map;

/** Finds storages for work, and refuses those that take none. Touches no storage. */
public final class StorageAccess implements OpenStorages {
    private final BackupStorages storages;
    private final StorageRegistry registry;
    private final Admission admission;

    public StorageAccess(BackupStorages storages, StorageRegistry registry, Admission admission) {
        this.storages = storages;
        this.registry = registry;
        this.admission = admission;
    }

    /** A storage; {@code STORAGE_NOT_FOUND}. Storages are everybody's to use. */
    public BackupStorage find(String uuid) {
        return storages.find(uuid)
                .orElseThrow(() -> new FailureException(
                        Reason.STORAGE_NOT_FOUND,
                        "no backup storage has the uuid " + uuid,
                        Map.of("backupStorageUuid", uuid)));
    }

    /** A storage as a caller sees it; {@code STORAGE_NOT_FOUND}. */
    public BackupStorage find(Caller caller, String uuid) {
        return find(uuid); // one day some will be seen by some accounts alone
    }

    /** A storage that its owner means to change; {@code STORAGE_NOT_FOUND}, {@code PERMISSION_DENIED}. */
    public BackupStorage findOwn(Caller caller, String uuid) {
        var storage = find(caller, uuid);
        if (!caller.mayUse(storage.accountUuid())) {
            throw new FailureException(
                    Reason.PERMISSION_DENIED,
                    "backup storage " + uuid + " is another account's",
                    Map.of("backupStorageUuid", uuid));
        }
        return storage;
    }

    /** A page of storages. */
    public Page<BackupStorage> list(Caller caller, Query query) {
        return storages.list(query);
    }

    /** What is true of a storage now. */
    public StorageCondition condition(BackupStorage storage) {
        return registry.condition(storage);
    }

    /** Where an image or backup lies on a storage, in words; {@code STORAGE_NOT_FOUND}. */
    public String installPath(String backupStorageUuid, String uuid, DiskIdentity identity) {
        return InstallPath.of(find(backupStorageUuid).location(), uuid, identity);
    }

    /** Refuses storages that are disabled, and then those that do not answer; {@code STORAGE_DISABLED}, {@code STORAGE_DISCONNECTED}. */
    public void checkUsable(List<BackupStorage> used) {
        used.forEach(StorageAccess::checkEnabled);
        used.forEach(storage -> registry.driver(storage.uuid()));
    }

    /** Whether {@link #checkUsable} would let a storage pass. */
    public boolean usable(BackupStorage storage) {
        return storage.state() == State.ENABLED && registry.find(storage.uuid()).isPresent();
    }

    /** Whether a storage answers. */
    public boolean connected(String backupStorageUuid) {
        return registry.find(backupStorageUuid).isPresent();
    }

    private static void checkEnabled(BackupStorage storage) {
        if (storage.state() != State.ENABLED) {
            throw new FailureException(
                    Reason.STORAGE_DISABLED,
                    "backup storage " + storage.name() + " (" + storage.uuid() + ") is disabled (expected: enabled)",
                    Map.of(
                            "backupStorageUuid",
                            storage.uuid(),
                            "state",
                            storage.state().name()));
        }
    }

    @Override
    public StorageDriver driver(String backupStorageUuid) {
        find(backupStorageUuid);
        return registry.driver(backupStorageUuid);
    }

    /**
     * The driver of a storage for a task that began when it answered: where it does not now, such as after a restart, the task waits for it instead of failing.
     *
     * @throws TaskSuspendedException it does not answer
     */
    public StorageDriver driverOrWait(String backupStorageUuid) {
        try {
            return driver(backupStorageUuid);
        } catch (FailureException e) {
            if (e.reason() == Reason.STORAGE_DISCONNECTED) {
                throw new TaskSuspendedException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    @Override
    public StorageDriver enabledDriver(String backupStorageUuid) {
        checkEnabled(find(backupStorageUuid));
        return registry.driver(backupStorageUuid);
    }

    @Override
    public void reserve(String holderUuid, String backupStorageUuid, long bytes) {
        admission.reserve(holderUuid, find(backupStorageUuid), bytes);
    }
}
