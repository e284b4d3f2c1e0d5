package io.longshore.server.content;

import io.longshore.server.transfer.DestinationFullException;
import io.longshore.server.transfer.DiskIngest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload's write session, and who writes to it. Its lock is held while bytes are handed on, never while some are waited for, so a new writer gets in between two
 * messages of the one before.
 */
final class UploadSession {
    private static final Logger log = LoggerFactory.getLogger(UploadSession.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final String uuid;
    private final UploadSessions sessions;
    private @Nullable DiskIngest ingest;
    private @Nullable UploadWriting writer;
    private Instant idleSince = Instant.MAX;
    private boolean ended;

    UploadSession(String uuid, UploadSessions sessions) {
        this.uuid = uuid;
        this.sessions = sessions;
    }

    /** What a writer does with the session. */
    interface Use<T> {
        T with(DiskIngest ingest) throws InterruptedException;
    }

    /** Begins to write; empty when this session has ended and another is to be tried. */
    Optional<UploadWriting> write(long offset) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (ended) {
                return Optional.empty();
            }
            return Optional.of(begin(offset));
        } finally {
            endUnlessOpen();
            lock.unlock();
        }
    }

    private UploadWriting begin(long offset) throws InterruptedException {
        leave(); // what the writer before has sent counts
        writer = null;
        var found = sessions.progress().find(uuid);
        if (found.state() != Upload.State.WRITING) {
            throw UploadFailures.complete(found);
        }
        var open = ingest;
        if (open == null) {
            open = sessions.open(found);
            ingest = open;
        }
        idleSince = sessions.progress().now();
        long committed = open.position(); // nothing is in flight: all of that is durable
        var upload = sessions.progress().resumed(found, committed);
        if (offset != committed) {
            throw UploadFailures.offset(upload, offset, committed);
        }
        var writing = new UploadWriting(this, upload, sessions);
        writer = writing;
        return writing;
    }

    /** Lets a writer use the session; {@code UPLOAD_TAKEN_OVER} when another one has it. A session that failed is closed. */
    <T> T use(UploadWriting who, Upload upload, Use<T> use) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var open = ingest;
            if (writer != who || open == null) {
                sessions.progress().find(uuid); // it may be gone
                throw UploadFailures.takenOver(uuid);
            }
            return attempt(open, upload, use);
        } finally {
            endUnlessOpen();
            lock.unlock();
        }
    }

    private <T> T attempt(DiskIngest open, Upload upload, Use<T> use) throws InterruptedException {
        boolean done = false;
        try {
            var result = use.with(open);
            done = true;
            return result;
        } catch (DestinationFullException e) {
            throw UploadFailures.full(upload, e);
        } finally {
            if (!done) {
                closeIngest();
            }
        }
    }

    /** A writer ends; what it has sent is committed as far as it can be. */
    void leave(UploadWriting who) {
        lock.lock();
        try {
            if (writer == who) {
                leave();
            }
        } finally {
            endUnlessOpen();
            lock.unlock();
        }
    }

    private void leave() {
        writer = null;
        idleSince = sessions.progress().now();
        var open = ingest;
        if (open == null || open.position() == open.committedBytes()) {
            return;
        }
        try {
            open.commit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeIngest();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("upload", uuid).setCause(e).log("upload's last bytes could not be committed");
            closeIngest();
        }
    }

    /** Hands over what is open; null when nothing is. */
    @Nullable
    DiskIngest take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var open = ingest;
            ingest = null;
            return open;
        } finally {
            endUnlessOpen();
            lock.unlock();
        }
    }

    /** Ends without committing anything. */
    void discard() {
        lock.lock();
        try {
            closeIngest();
        } finally {
            endUnlessOpen();
            lock.unlock();
        }
    }

    /** Commits what was sent, and ends. */
    void end() {
        lock.lock();
        try {
            leave();
            closeIngest();
        } finally {
            endUnlessOpen();
            lock.unlock();
        }
    }

    void closeIfIdle(Instant since) {
        if (!lock.tryLock()) {
            return; // in use
        }
        try {
            if (writer == null && idleSince.isBefore(since)) {
                closeIngest();
            }
        } finally {
            endUnlessOpen();
            lock.unlock();
        }
    }

    private void closeIngest() {
        var open = ingest;
        ingest = null;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                log.atWarn().addKeyValue("upload", uuid).setCause(e).log("upload's write session could not be closed");
            }
        }
    }

    /** A session without an ingest is of no more use. */
    private void endUnlessOpen() {
        if (ingest == null && !ended) {
            ended = true;
            writer = null;
            sessions.remove(uuid, this);
        }
    }
}
