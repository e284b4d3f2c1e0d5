package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.storage.Notes;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Copies a machine's backups to another storage: exactly those that its group has when the task begins. What is there already costs nothing, holes are
 * filled, and all that is new appears in one transaction. The source keeps its own.
 */
public final class SyncVmBackup implements Work<BackupOperation.SyncVmBackup> {
    private final VolumeBackups backups;
    private final VolumeBackupAccess access;
    private final StorageAccess storages;
    private final Admission admission;
    private final GroupCopy copy;
    private final ManifestRemoval removal;
    private final Notes notes;
    private final InstantSource clock;

    public SyncVmBackup(
            VolumeBackups backups,
            StorageAccess storages,
            Admission admission,
            GroupCopy copy,
            ManifestRemoval removal,
            Notes notes,
            InstantSource clock) {
        this.backups = backups;
        this.access = new VolumeBackupAccess(backups);
        this.storages = storages;
        this.admission = admission;
        this.copy = copy;
        this.removal = removal;
        this.notes = notes;
        this.clock = clock;
    }

    /** Checks in the contract's order, and reserves room for what the destination does not have. */
    @Override
    public void accept(Caller caller, BackupOperation.SyncVmBackup operation) {
        long bytes = check(caller, operation);
        admission.reserve(operation.groupUuid(), storages.find(caller, operation.destinationUuid()), bytes);
    }

    /** Makes sure that a group can be copied so, but for the room that it takes, which this gives. */
    long check(Caller caller, BackupOperation.SyncVmBackup operation) {
        var group = access.group(caller, operation.groupUuid());
        var source = storages.find(caller, operation.sourceUuid());
        var destination = storages.find(caller, operation.destinationUuid());
        checkDifferent(source, destination);
        storages.checkUsable(List.of(source, destination));
        RootVolume.check(
                operation.groupUuid(), group.stream().map(VolumeBackup::type).toList());
        for (var backup : group) {
            if (!backup.readyOn(destination.uuid())) {
                checkReadable(backup, source.uuid());
            }
        }
        return GroupCopy.bound(operation, group);
    }

    private static void checkDifferent(BackupStorage source, BackupStorage destination) {
        if (source.uuid().equals(destination.uuid())) {
            throw new FailureException(
                    Reason.SAME_STORAGE,
                    "source and destination are the same backup storage " + source.uuid() + " (expected: two)",
                    Map.of("backupStorageUuid", source.uuid()));
        }
    }

    private static void checkReadable(VolumeBackup backup, String sourceUuid) {
        if (!backup.readyOn(sourceUuid)) {
            throw VolumeBackupAccess.notOn(backup, sourceUuid);
        }
    }

    @Override
    public Outcome run(BackupOperation.SyncVmBackup operation, TaskContext context) throws InterruptedException {
        var group = access.group(Caller.SERVER, operation.groupUuid());
        var copied = copy.run(operation, group, context);
        return new Outcome(() -> insert(operation, copied), () -> settle(operation, copied));
    }

    private BackupResult insert(BackupOperation.SyncVmBackup operation, GroupCopy.Copied copied) {
        var now = clock.instant();
        copied.placed().forEach(backups::putRef);
        for (var uuid : copied.members()) {
            backups.find(uuid)
                    .ifPresent(backup -> backups.update(
                            backup.changed(Status.READY, operation.systemTags(), operation.userTags(), now)));
        }
        admission.release(operation.groupUuid(), operation.destinationUuid());
        var group = backups.group(operation.groupUuid());
        var included = group.stream()
                .filter(backup -> copied.members().contains(backup.uuid()))
                .toList();
        var tooLate = group.stream()
                .map(VolumeBackup::uuid)
                .filter(uuid -> !copied.members().contains(uuid))
                .toList();
        return new BackupResult.Synced(VmBackups.of(operation.groupUuid(), included), copied.receipts(), tooLate);
    }

    private void settle(BackupOperation.SyncVmBackup operation, GroupCopy.Copied copied) {
        for (ManifestKey key : copied.superseded()) {
            removal.remove(operation.destinationUuid(), key);
        }
        copied.placed()
                .forEach(ref -> backups.find(ref.volumeBackupUuid())
                        .ifPresent(backup -> BackupNotes.write(notes, backup, operation.destinationUuid())));
    }

    /** Gives the room back. Copies that have their manifests by now are the reconciler's. */
    @Override
    public void abandon(BackupOperation.SyncVmBackup operation) {
        admission.release(operation.groupUuid(), operation.destinationUuid());
    }
}
