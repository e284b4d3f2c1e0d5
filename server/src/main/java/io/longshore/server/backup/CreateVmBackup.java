package io.longshore.server.backup;

import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.UploadedBackups.Made;
import io.longshore.server.backup.UploadedBackups.Request;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.content.VerifiedUploads;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.Notes;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** Makes the backups of a whole machine of complete uploads. They appear together as one group, or not at all. */
public final class CreateVmBackup implements Work<BackupOperation.CreateVmBackup> {
    private final UploadedBackups uploaded;
    private final ManifestAuthor author;
    private final Notes notes;
    private final InstantSource clock;

    public CreateVmBackup(UploadedBackups uploaded, ManifestAuthor author, Notes notes, InstantSource clock) {
        this.uploaded = uploaded;
        this.author = author;
        this.notes = notes;
        this.clock = clock;
    }

    @Override
    public void accept(Caller caller, BackupOperation.CreateVmBackup operation) {
        RootVolume.check(
                operation.groupUuid(),
                operation.volumes().stream().map(Volume::type).toList());
        var _ = uploaded.check(caller, request(operation));
    }

    /** The root volume goes first, the others keep their order: so they are listed from then on. */
    private static Request request(BackupOperation.CreateVmBackup operation) {
        var rootFirst = operation.volumes().stream()
                .sorted(Comparator.comparing(volume -> volume.type() != VolumeType.ROOT))
                .toList();
        return new Request(rootFirst, operation.groupUuid(), operation.said(), "CreateVmBackup");
    }

    @Override
    public Outcome run(BackupOperation.CreateVmBackup operation, TaskContext context) throws InterruptedException {
        var request = request(operation);
        var verified = uploaded.verify(request, context);
        try {
            var made = uploaded.publish(request, verified, context);
            publishGroup(operation, made, context);
            return new Outcome(
                    () -> insert(operation, request, made, verified, context.caller()), () -> settle(made, verified));
        } catch (RuntimeException | InterruptedException e) {
            verified.close();
            throw e;
        }
    }

    private void publishGroup(BackupOperation.CreateVmBackup operation, List<Made> made, TaskContext context)
            throws InterruptedException {
        var first = made.getFirst().upload();
        if (uploaded.published(first, ManifestKind.VM_BACKUP, operation.groupUuid(), context)
                .isPresent()) {
            return;
        }
        var members = made.stream()
                .map(one -> new GroupManifest.Placed(
                        one.volume().volumeBackupUuid(),
                        one.key().id(),
                        one.volume().type()))
                .toList();
        var provenance = author.provenance(context.taskUuid(), "CreateVmBackup", clock.instant());
        first.publish(GroupManifest.of(operation.groupUuid(), operation.said().vmInstanceUuid(), members, provenance));
    }

    private BackupResult insert(
            BackupOperation.CreateVmBackup operation,
            Request request,
            List<Made> made,
            VerifiedUploads verified,
            Caller caller) {
        try {
            var backups = uploaded.insert(request, made, caller);
            var group = new VmBackup(
                    operation.groupUuid(),
                    operation.said().vmInstanceUuid(),
                    operation.name(),
                    backups,
                    backups.getFirst().createTime());
            var receipts = made.stream().map(Made::receipt).toList();
            return new BackupResult.VmBackedUp(group, receipts);
        } catch (RuntimeException e) {
            verified.close(); // nothing runs afterwards
            throw e;
        }
    }

    private void settle(List<Made> made, VerifiedUploads verified) {
        verified.close();
        uploaded.note(notes, made);
    }

    /** The uploads are as they were, and their task no longer holds them. Room for a conversion may be left of an attempt that a crash cut off. */
    @Override
    public void abandon(BackupOperation.CreateVmBackup operation) {
        uploaded.release(request(operation));
    }
}
