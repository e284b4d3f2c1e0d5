package io.longshore.server.content;

import io.longshore.server.task.TaskContext;
import java.util.List;

/** Makes sure that uploads are what they should be, for the operations that make something of them. */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class UploadVerification {
    /**
     * Reads uploads back from their storage, in a step {@code verify}, compares them with the digests that their senders expect, and finds out their formats. They must be
     * held by the task. Doing it again in a later attempt is fine.
     *
     * @throws io.longshore.server.failure.FailureException {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_INCOMPLETE}, {@code DIGEST_MISMATCH}, {@code FORMAT_…}, {@code STORAGE_…}
     */
    public VerifiedUploads verify(List<UploadClaim> claims, TaskContext context) throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
