package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.FailureException;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Tasks;
import io.longshore.server.task.Work;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Removes a backup for good. First each storage is asked whether anything outside needs the disk, such as a clone: then nothing is changed. Else the references
 * are expunging, the manifest goes, then the row. There is no way back. On a storage that is away the reconciler finishes it.
 */
public final class DeleteVolumeBackup implements Work<BackupOperation.DeleteVolumeBackup> {
    private final VolumeBackups backups;
    private final VolumeBackupAccess access;
    private final StorageAccess storages;
    private final ManifestRemoval removal;
    private final InstantSource clock;

    public DeleteVolumeBackup(
            VolumeBackups backups, StorageAccess storages, ManifestRemoval removal, InstantSource clock) {
        this.backups = backups;
        this.access = new VolumeBackupAccess(backups);
        this.storages = storages;
        this.removal = removal;
        this.clock = clock;
    }

    /**
     * The operation that a caller asks for. Its group is looked up; where the same request was made before, it is the one that was accepted then, as the
     * backup and with it its group may be gone by now.
     */
    public BackupOperation.DeleteVolumeBackup operation(
            Tasks tasks,
            Caller caller,
            Optional<String> requestId,
            String volumeBackupUuid,
            List<String> backupStorageUuids) {
        var before = requestId
                .flatMap(uuid -> accepted(tasks, caller, uuid))
                .filter(operation -> operation.volumeBackupUuid().equals(volumeBackupUuid)
                        && operation.backupStorageUuids().equals(backupStorageUuids));
        return before.orElseGet(() -> new BackupOperation.DeleteVolumeBackup(
                volumeBackupUuid,
                backups.find(volumeBackupUuid).map(VolumeBackup::groupUuid).orElse(null),
                backupStorageUuids));
    }

    private static Optional<BackupOperation.DeleteVolumeBackup> accepted(Tasks tasks, Caller caller, String uuid) {
        try {
            return tasks.find(caller, uuid).operation() instanceof BackupOperation.DeleteVolumeBackup operation
                    ? Optional.of(operation)
                    : Optional.empty();
        } catch (FailureException e) {
            return Optional.empty(); // it is new, or another account's, which starting it will say
        }
    }

    @Override
    public void accept(Caller caller, BackupOperation.DeleteVolumeBackup operation) {
        var _ = chosen(access.find(caller, operation.volumeBackupUuid()), operation.backupStorageUuids());
    }

    private static List<VolumeBackupRef> chosen(VolumeBackup backup, List<String> storageUuids) {
        return storageUuids.isEmpty()
                ? backup.backupStorageRefs()
                : storageUuids.stream()
                        .map(uuid -> backup.on(uuid).orElseThrow(() -> VolumeBackupAccess.notOn(backup, uuid)))
                        .toList();
    }

    @Override
    public Outcome run(BackupOperation.DeleteVolumeBackup operation, TaskContext context) {
        var left = left(operation);
        checkNeedless(left, context);
        begin(left, context);
        remove(operation.groupUuid(), left, context);
        return Outcome.of(() -> new BackupResult.Deleted(
                backups.find(operation.volumeBackupUuid()).orElse(null)));
    }

    /** Makes sure that nothing needs the copies; where something does, all are as before. */
    void checkNeedless(List<VolumeBackupRef> left, TaskContext context) {
        for (var ref : left) {
            removal.refusal(ref.backupStorageUuid(), VolumeBackupManifests.key(ref))
                    .ifPresent(refusal -> {
                        keep(ref, context);
                        throw refusal;
                    });
        }
    }

    /** Those of the chosen references that are there still. */
    private List<VolumeBackupRef> left(BackupOperation.DeleteVolumeBackup operation) {
        var named = operation.backupStorageUuids();
        return backups.find(operation.volumeBackupUuid()).stream()
                .flatMap(backup -> backup.backupStorageRefs().stream())
                .filter(ref -> named.isEmpty() || named.contains(ref.backupStorageUuid()))
                .toList();
    }

    /** Marks copies of one backup as expunging; the task holds it. After a restart the reconciler may have finished some of them meanwhile. */
    void begin(List<VolumeBackupRef> left, TaskContext context) {
        var now = clock.instant();
        context.transaction(() -> {
            var still = left.stream().filter(this::isThere).toList();
            still.forEach(ref -> backups.putRef(ref.withStatus(Status.EXPUNGING, now)));
            still.stream()
                    .findFirst()
                    .ifPresent(ref -> VolumeBackupManifests.settle(backups, ref.volumeBackupUuid(), clock));
            return true;
        });
    }

    private boolean isThere(VolumeBackupRef ref) {
        return backups.find(ref.volumeBackupUuid())
                .flatMap(backup -> backup.on(ref.backupStorageUuid()))
                .isPresent();
    }

    /** Removes what it can; where something has come to need a disk since it was asked about, that copy is ready as before, and the task fails with it. */
    void remove(@Nullable String groupUuid, List<VolumeBackupRef> left, TaskContext context) {
        FailureException refused = null;
        for (var ref : left) {
            try {
                remove(groupUuid, ref, context);
            } catch (FailureException e) {
                keep(ref, context);
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void remove(@Nullable String groupUuid, VolumeBackupRef ref, TaskContext context) {
        var key = VolumeBackupManifests.key(ref);
        if (removal.expunge(ref.backupStorageUuid(), key)) {
            context.transaction(() -> {
                VolumeBackupManifests.removeExpunged(backups, ref.backupStorageUuid(), key, clock);
                return true;
            });
            forgetGroup(groupUuid, ref.backupStorageUuid());
        }
    }

    private void keep(VolumeBackupRef ref, TaskContext context) {
        context.transaction(() -> {
            VolumeBackupManifests.keepExpunging(
                    backups, ref.backupStorageUuid(), VolumeBackupManifests.key(ref), clock);
            return true;
        });
    }

    /** The last backup of a group takes the group's manifest with it. */
    private void forgetGroup(@Nullable String groupUuid, String storageUuid) {
        if (groupUuid == null
                || backups.group(groupUuid).stream()
                        .anyMatch(backup -> backup.on(storageUuid).isPresent())) {
            return;
        }
        try {
            for (ManifestKey key :
                    storages.driver(storageUuid).manifests(ManifestKind.VM_BACKUP, Uuids.parse(groupUuid))) {
                removal.remove(storageUuid, key);
            }
        } catch (IOException e) {
            throw StorageFailures.of(storageUuid, e);
        }
    }

    /** Nothing is taken back: what is expunging is the reconciler's to finish. */
    @Override
    public void abandon(BackupOperation.DeleteVolumeBackup operation) {}
}
