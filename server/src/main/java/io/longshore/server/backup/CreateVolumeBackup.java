package io.longshore.server.backup;

import io.longshore.server.backup.UploadedBackups.Made;
import io.longshore.server.backup.UploadedBackups.Request;
import io.longshore.server.content.VerifiedUploads;
import io.longshore.server.storage.Notes;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.util.List;

/** Makes a backup of one volume of a complete upload, where the upload lies. */
public final class CreateVolumeBackup implements Work<BackupOperation.CreateVolumeBackup> {
    private final UploadedBackups uploaded;
    private final Notes notes;

    public CreateVolumeBackup(UploadedBackups uploaded, Notes notes) {
        this.uploaded = uploaded;
        this.notes = notes;
    }

    @Override
    public void accept(Caller caller, BackupOperation.CreateVolumeBackup operation) {
        var _ = uploaded.check(caller, request(operation));
    }

    private static Request request(BackupOperation.CreateVolumeBackup operation) {
        return new Request(List.of(operation.volume()), null, operation.said(), "CreateVolumeBackup");
    }

    @Override
    public Outcome run(BackupOperation.CreateVolumeBackup operation, TaskContext context) throws InterruptedException {
        var request = request(operation);
        var verified = uploaded.verify(request, context);
        try {
            var made = uploaded.publish(request, verified, context);
            return new Outcome(() -> insert(request, made, verified, context.caller()), () -> settle(made, verified));
        } catch (RuntimeException | InterruptedException e) {
            verified.close();
            throw e;
        }
    }

    private BackupResult insert(Request request, List<Made> made, VerifiedUploads verified, Caller caller) {
        try {
            var backup = uploaded.insert(request, made, caller).getFirst();
            return new BackupResult.VolumeBackedUp(backup, made.getFirst().receipt());
        } catch (RuntimeException e) {
            verified.close(); // nothing runs afterwards
            throw e;
        }
    }

    private void settle(List<Made> made, VerifiedUploads verified) {
        verified.close();
        uploaded.note(notes, made);
    }

    /** The upload is as it was, and its task no longer holds it. Room for a conversion may be left of an attempt that a crash cut off. */
    @Override
    public void abandon(BackupOperation.CreateVolumeBackup operation) {
        uploaded.release(request(operation));
    }
}
