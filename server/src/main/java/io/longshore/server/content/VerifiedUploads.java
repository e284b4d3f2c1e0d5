package io.longshore.server.content;

import io.longshore.server.transfer.DiskIngest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads that may be published, with their write sessions, until this is closed: after the end of the task's transaction. */
public final class VerifiedUploads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(VerifiedUploads.class);

    private final List<VerifiedUpload> all;
    private final List<DiskIngest> sessions;

    VerifiedUploads(List<VerifiedUpload> all, List<DiskIngest> sessions) {
        this.all = List.copyOf(all);
        this.sessions = List.copyOf(sessions);
    }

    /** Each of them, in the order in which they were claimed. */
    public List<VerifiedUpload> all() {
        return all;
    }

    /** Lets the sessions go. */
    @Override
    public void close() {
        for (var session : sessions) {
            try {
                session.close();
            } catch (RuntimeException e) {
                log.warn("an upload's write session could not be closed", e);
            }
        }
    }
}
