package io.longshore.server.content;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.OpenStorages;
import io.longshore.server.task.Transactions;
import io.longshore.server.transfer.DiskIngest;
import io.longshore.server.transfer.IngestRequest;
import io.longshore.server.transfer.IngestRequest.Sum;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.uuid.Uuids;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The uploads that have a write session on their storage: at most one each, which a writer leaves to the next, or to the task that makes something of the upload.
 * Thread-safe.
 */
public final class UploadSessions {
    /** So long a session waits for its upload's next writer: opening one costs a moment, and an open one keeps space from being reclaimed. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final UploadProgress progress;
    private final OpenStorages storages;
    private final TransferEngine engine;
    private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public UploadSessions(
            Uploads uploads,
            BackupStorages reservations,
            OpenStorages storages,
            TransferEngine engine,
            Transactions transactions,
            InstantSource clock) {
        this.progress = new UploadProgress(uploads, reservations, transactions, clock);
        this.storages = storages;
        this.engine = engine;
    }

    UploadProgress progress() {
        return progress;
    }

    /** Begins to write at an upload's end, in place of whoever wrote to it. */
    UploadWriting write(Upload upload, long offset) throws InterruptedException {
        while (true) {
            checkOpen();
            var session = sessions.computeIfAbsent(upload.uuid(), uuid -> new UploadSession(uuid, this));
            var writing = session.write(offset);
            if (writing.isPresent()) {
                return writing.get();
            }
        }
    }

    /** Hands over the session of a complete upload; whoever has it closes it. */
    DiskIngest take(Upload upload) throws InterruptedException {
        checkOpen();
        var session = sessions.get(upload.uuid());
        var open = session == null ? null : session.take();
        return open == null ? open(upload) : open;
    }

    /** Opens a session, which goes on where the upload's last one stood. */
    DiskIngest open(Upload upload) throws InterruptedException {
        var uuid = upload.uuid();
        var sums = upload.omitsMd5() ? EnumSet.noneOf(Sum.class) : EnumSet.of(Sum.MD5);
        if (!upload.expectedSha256().isEmpty()) {
            sums.add(Sum.SHA256);
        }
        var request = new IngestRequest(
                Uuids.parse(uuid),
                storages.driver(upload.backupStorageUuid()),
                upload.sizeBytes(),
                sums,
                progress.checkpoint(uuid));
        return engine.ingest(request, progress.keeper(uuid));
    }

    /** Forgets an upload that is no more; its writer fails. */
    void discard(String uuid) {
        var session = sessions.get(uuid);
        if (session != null) {
            session.discard();
        }
    }

    /** Closes sessions that nobody has written to for a while. */
    void closeIdle() {
        var since = progress.now().minus(IDLE);
        sessions.values().forEach(session -> session.closeIfIdle(since));
    }

    /** Commits and closes all, and opens no more. */
    void close() {
        closed = true;
        sessions.values().forEach(UploadSession::end);
    }

    /** A session ended. */
    void remove(String uuid, UploadSession session) {
        sessions.remove(uuid, session);
    }

    private void checkOpen() {
        if (closed) {
            throw new FailureException(Reason.UNAVAILABLE, "the server is stopping");
        }
    }

    OpenStorages storages() {
        return storages;
    }
}
