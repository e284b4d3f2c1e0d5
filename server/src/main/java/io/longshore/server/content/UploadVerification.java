package io.longshore.server.content;

import io.longshore.server.format.DetectedFormat;
import io.longshore.server.format.FileBytes;
import io.longshore.server.format.FormatDetection;
import io.longshore.server.storage.OpenStorages;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.transfer.DestinationFullException;
import io.longshore.server.transfer.DiskIngest;
import io.longshore.server.transfer.Ingested;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Makes sure that uploads are what they should be, for the operations that make something of them. */
public final class UploadVerification {
    private final UploadSessions sessions;
    private final OpenStorages storages;

    public UploadVerification(UploadSessions sessions, OpenStorages storages) {
        this.sessions = sessions;
        this.storages = storages;
    }

    /** An upload whose session is this task's now, before it was read back. */
    private record Taken(Upload upload, DiskIngest ingest, Ingested ingested, DetectedFormat format) {}

    /**
     * Reads uploads back from their storage, in a step {@code verify}, compares them with the digests that their senders and the claims expect, and finds out their
     * formats. They must be held by the task. Doing it again in a later attempt is fine.
     *
     * @throws io.longshore.server.failure.FailureException {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_INCOMPLETE}, {@code DIGEST_MISMATCH}, {@code FORMAT_…}, {@code STORAGE_…}
     */
    public VerifiedUploads verify(List<UploadClaim> claims, TaskContext context) throws InterruptedException {
        var open = new ArrayList<DiskIngest>();
        boolean done = false;
        try {
            var verified = new VerifiedUploads(verify(claims, context, open), open);
            done = true;
            return verified;
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + e.storage() + " is full", e);
        } finally {
            if (!done) {
                new VerifiedUploads(List.of(), open).close();
            }
        }
    }

    private List<VerifiedUpload> verify(List<UploadClaim> claims, TaskContext context, List<DiskIngest> open)
            throws InterruptedException {
        var taken = new ArrayList<Taken>();
        for (var claim : claims) {
            taken.add(take(claim, open));
        }
        long bytes =
                taken.stream().mapToLong(each -> each.ingest().sealedBytes()).sum();
        try (var step = context.step("verify", OptionalLong.of(bytes))) {
            var verified = new ArrayList<VerifiedUpload>();
            for (var each : taken) {
                verified.add(readBack(each, step, context.attempt()));
            }
            step.end();
            return verified;
        }
    }

    /** All that can be refused is, before anything is read back. */
    private Taken take(UploadClaim claim, List<DiskIngest> open) throws InterruptedException {
        var upload = CompleteUploads.check(sessions.progress().find(claim.uploadUuid()));
        var ingest = sessions.take(upload);
        open.add(ingest);
        // What its checkpoint names may be gone from the storage: then its sender has to begin anew.
        CompleteUploads.check(sessions.progress().resumed(upload, ingest.position()));
        var ingested = ingest.finish();
        ExpectedDigests.checkRoot(upload, claim, ingested.identity());
        return new Taken(upload, ingest, ingested, format(upload, ingested, claim.format()));
    }

    private DetectedFormat format(Upload upload, Ingested ingested, String said) {
        var storage = upload.backupStorageUuid();
        try (var disk = storages.driver(storage).open(ingested.identity())) {
            FileBytes file = new StoredFile(disk);
            return FormatDetection.detect(file, said);
        } catch (IOException e) {
            throw StorageFailures.of(storage, e);
        }
    }

    private static VerifiedUpload readBack(Taken taken, StepProgress step, int attempt) throws InterruptedException {
        var receipt = taken.ingest().verify(step, attempt);
        return new ReadBackUpload(taken.upload(), taken.ingested(), taken.format(), receipt, taken.ingest());
    }
}
