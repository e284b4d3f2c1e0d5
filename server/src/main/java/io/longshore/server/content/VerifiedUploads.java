package io.longshore.server.content;

import java.util.List;

/** Uploads that may be published, with their write sessions, until this is closed: after the end of the task's transaction. */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class VerifiedUploads implements AutoCloseable {
    VerifiedUploads() {}

    /** Each of them, in the order in which they were claimed. */
    public List<VerifiedUpload> all() {
        throw new UnsupportedOperationException();
    }

    /** Lets the sessions go. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
