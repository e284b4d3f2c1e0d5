package io.longshore.server.storage;

import io.longshore.server.driver.DiskInUseException;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * Removes for good what migrations left. The rows go first, then the manifests and tombstones; what was meant is in the checkpoint, so that a later attempt
 * finds what has no row any more. Where something outside needs a disk, such as a clone, nothing is removed. An entry that a migration took back meanwhile has its row no more and loses nothing: the copy has another manifest.
 */
public final class EmptyTrash implements Work<StorageOperation.EmptyTrash> {
    private static final JsonMapper json = JsonMapper.shared();

    private final BackupStorages storages;
    private final StorageAccess access;

    public EmptyTrash(BackupStorages storages, StorageAccess access) {
        this.storages = storages;
        this.access = access;
    }

    @Override
    public void accept(Caller caller, StorageOperation.EmptyTrash operation) {
        access.findOwn(caller, operation.backupStorageUuid());
        access.driver(operation.backupStorageUuid());
        for (long id : operation.trashIds()) {
            if (entry(operation, id).isEmpty()) {
                throw notFound(operation, id);
            }
        }
    }

    private Optional<TrashEntry> entry(StorageOperation.EmptyTrash operation, long id) {
        return storages.findTrash(id).filter(entry -> entry.backupStorageUuid().equals(operation.backupStorageUuid()));
    }

    private static FailureException notFound(StorageOperation.EmptyTrash operation, long id) {
        return new FailureException(
                Reason.TRASH_NOT_FOUND,
                "the trash of backup storage " + operation.backupStorageUuid() + " has no entry " + id,
                Map.of("backupStorageUuid", operation.backupStorageUuid(), "trashId", Long.toString(id)));
    }

    /** What an attempt means to remove. */
    private record Meant(List<TrashEntry> entries) {}

    @Override
    public Outcome run(StorageOperation.EmptyTrash operation, TaskContext context) {
        var entries = context.checkpoint().map(EmptyTrash::meant).orElseGet(() -> select(operation, context));
        context.transaction(() -> {
            entries.forEach(entry -> storages.deleteTrash(entry.id()));
            return true;
        });
        remove(operation.backupStorageUuid(), entries, context);
        return Outcome.of(() -> new StorageResult.TrashEmptied(entries));
    }

    private static List<TrashEntry> meant(byte[] checkpoint) {
        return json.readValue(checkpoint, Meant.class).entries();
    }

    private List<TrashEntry> select(StorageOperation.EmptyTrash operation, TaskContext context) {
        var entries = operation.trashIds().isEmpty()
                ? storages.trash(operation.backupStorageUuid(), 0, Integer.MAX_VALUE)
                : operation.trashIds().stream()
                        .flatMap(id -> entry(operation, id).stream())
                        .toList();
        checkUnused(operation.backupStorageUuid(), entries);
        context.keepCheckpoint(json.writeValueAsBytes(new Meant(entries)));
        return entries;
    }

    /** Refuses all where something outside needs the disk of any: nothing has been changed yet. */
    private void checkUnused(String uuid, List<TrashEntry> entries) {
        var storage = access.driverOrWait(uuid);
        try {
            for (var entry : entries) {
                var users = storage.users(TrashRows.key(entry));
                if (!users.isEmpty()) {
                    throw new DiskInUseException("image " + entry.imageUuid() + " in the trash", users);
                }
            }
        } catch (IOException e) {
            throw StorageFailures.of(uuid, e);
        }
    }

    private void remove(String uuid, List<TrashEntry> entries, TaskContext context) {
        StorageDriver storage = access.driverOrWait(uuid);
        long total = entries.stream().mapToLong(TrashEntry::sizeBytes).sum();
        IOException refused = null;
        try (var step = context.step("remove", OptionalLong.of(total))) {
            for (var entry : entries) {
                try {
                    storage.deleteManifest(TrashRows.key(entry));
                } catch (DiskInUseException e) {
                    putBack(entry, context);
                    refused = e;
                    continue;
                }
                storage.removeTombstones(TrashRows.key(entry));
                step.done(entry.sizeBytes());
            }
            if (refused != null) {
                throw refused;
            }
            step.end();
        } catch (IOException e) {
            throw StorageFailures.of(uuid, e);
        }
    }

    /** Something has come to need the disk since it was asked about: the entry stays as it was. */
    private void putBack(TrashEntry entry, TaskContext context) {
        context.transaction(() -> {
            storages.insertTrash(entry);
            return true;
        });
    }

    /** Nothing is taken back: a manifest that has no row any more is the reconciler's. */
    @Override
    public void abandon(StorageOperation.EmptyTrash operation) {}
}
