package io.longshore.server.content;

import io.longshore.server.task.Caller;

/** Takes uploads' bytes. Keeps an upload's write session from its first bytes until it is published, deleted, or left alone for a while. */
public final class UploadIntake implements AutoCloseable {
    private final UploadLifecycle uploads;
    private final UploadSessions sessions;

    public UploadIntake(UploadLifecycle uploads, UploadSessions sessions) {
        this.uploads = uploads;
        this.sessions = sessions;
    }

    /**
     * Begins to write at an upload's end. Whoever wrote to it before is taken over: that call fails with {@code UPLOAD_TAKEN_OVER} and what it had sent is committed as
     * far as it can be. That holds also when the offset is refused, so that a sender who lost its connection gets in at its second try.
     *
     * @throws io.longshore.server.failure.FailureException {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_COMPLETE}, {@code UPLOAD_OFFSET_MISMATCH} with {@code committedBytes},
     *     {@code STORAGE_…}
     */
    public UploadWriting start(Caller caller, String uuid, long offset) throws InterruptedException {
        return sessions.write(uploads.find(caller, uuid), offset);
    }

    /** Closes sessions that were left alone for a while. Called every so often. */
    public void closeIdle() {
        sessions.closeIdle();
    }

    /** Commits and closes what is open. */
    @Override
    public void close() {
        sessions.close();
    }
}
