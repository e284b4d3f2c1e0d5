package io.longshore.server.storage;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.util.Map;
import java.util.function.Predicate;

/** Takes an empty storage out of the catalog. Its files stay where they are. */
public final class DeleteBackupStorage implements Work<StorageOperation.DeleteBackupStorage> {
    private final BackupStorages storages;
    private final StorageAccess access;
    private final StorageRegistry registry;
    private final AllManifestRows rows;
    private final Predicate<String> uploadsOn;

    /** @param uploadsOn whether uploads lie on a storage that have become nothing yet */
    public DeleteBackupStorage(
            BackupStorages storages,
            StorageAccess access,
            StorageRegistry registry,
            AllManifestRows rows,
            Predicate<String> uploadsOn) {
        this.storages = storages;
        this.access = access;
        this.registry = registry;
        this.rows = rows;
        this.uploadsOn = uploadsOn;
    }

    @Override
    public void accept(Caller caller, StorageOperation.DeleteBackupStorage operation) {
        checkEmpty(access.findOwn(caller, operation.backupStorageUuid()));
    }

    private void checkEmpty(BackupStorage storage) {
        int manifests = rows.on(storage.uuid()).size();
        if (manifests > 0 || uploadsOn.test(storage.uuid())) {
            throw new FailureException(
                    Reason.STORAGE_NOT_EMPTY,
                    "on backup storage " + storage.name() + " (" + storage.uuid() + ") lie "
                            + (manifests > 0
                                    ? manifests + " images and backups, deleted ones and trash among them"
                                    : "uploads")
                            + " (expected: nothing)",
                    Map.of("backupStorageUuid", storage.uuid(), "resources", Integer.toString(manifests)));
        }
        // Work that has not brought anything there yet has reserved room for it, and be it a byte.
        if (storages.reserved(storage.uuid()) > 0) {
            throw new FailureException(
                    Reason.STORAGE_BUSY,
                    "a task writes to backup storage " + storage.name() + " (" + storage.uuid() + ")",
                    Map.of("backupStorageUuid", storage.uuid()));
        }
    }

    /** Looks again at the end: an upload may have begun meanwhile. */
    @Override
    public Outcome run(StorageOperation.DeleteBackupStorage operation, TaskContext context) {
        var uuid = operation.backupStorageUuid();
        return new Outcome(
                () -> {
                    storages.find(uuid).ifPresent(this::checkEmpty);
                    storages.delete(uuid);
                    return new StorageResult.Changed(null);
                },
                () -> registry.remove(uuid));
    }

    @Override
    public void abandon(StorageOperation.DeleteBackupStorage operation) {}
}
