package io.longshore.server.content;

import io.longshore.server.task.Caller;

/** Takes uploads' bytes. Keeps an upload's write session from its first bytes until it is published, deleted, or left alone for a while. */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class UploadIntake implements AutoCloseable {
    /**
     * Begins to write at an upload's end. Whoever wrote to it before is taken over: that call fails with {@code UPLOAD_TAKEN_OVER} and what it had sent is committed as
     * far as it can be.
     *
     * @throws io.longshore.server.failure.FailureException {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_COMPLETE}, {@code UPLOAD_OFFSET_MISMATCH} with {@code committedBytes},
     *     {@code STORAGE_…}
     */
    public UploadWriting start(Caller caller, String uuid, long offset) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Closes sessions that were left alone for a while. Called every so often. */
    public void closeIdle() {
        throw new UnsupportedOperationException();
    }

    /** Commits and closes what is open. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
