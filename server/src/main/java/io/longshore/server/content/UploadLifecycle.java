package io.longshore.server.content;

import io.longshore.server.task.Caller;

/** How uploads begin and end. Their bytes come through {@link UploadIntake}, and become something by {@link UploadVerification}. */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class UploadLifecycle {
    /** Begins an upload; reserves room for it. Fails as the contract's CreateUpload says. */
    public Upload create(Caller caller, NewUpload asked) {
        throw new UnsupportedOperationException();
    }

    /** An upload by its uuid; {@code UPLOAD_NOT_FOUND}. */
    public Upload find(Caller caller, String uuid) {
        throw new UnsupportedOperationException();
    }

    /** Gives an upload up; {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_BUSY}. What was written goes with the next reclaiming. */
    public void delete(Caller caller, String uuid) {
        throw new UnsupportedOperationException();
    }

    /** Removes uploads that nothing was written to for too long. Called every so often. */
    public int sweep() {
        throw new UnsupportedOperationException();
    }

    /**
     * Marks an upload as having become something, in the transaction that makes that visible. Close its {@link VerifiedUploads} afterwards.
     */
    public void published(String uuid) {
        throw new UnsupportedOperationException();
    }
}
