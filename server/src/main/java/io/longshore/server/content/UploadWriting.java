package io.longshore.server.content;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.transfer.DiskIngest;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** One Write call: bytes of an upload, in order. For one thread at a time. Every call fails as the contract's Write says. */
public final class UploadWriting implements AutoCloseable {
    private final UploadSession session;
    private final Upload upload;
    private final UploadSessions sessions;

    UploadWriting(UploadSession session, Upload upload, UploadSessions sessions) {
        this.session = session;
        this.upload = upload;
        this.sessions = sessions;
    }

    /** Takes bytes. */
    public void write(ByteBuffer data) throws InterruptedException {
        take(data.remaining(), ingest -> ingest.write(data));
    }

    /** Takes bytes whose CRC32C the sender has told; {@code CHECKSUM_MISMATCH}, and then none of them is taken. */
    public void write(ByteBuffer data, int crc32c) throws InterruptedException {
        var crc = new CRC32C();
        crc.update(data.duplicate());
        if ((int) crc.getValue() != crc32c) {
            throw checksum(crc32c, (int) crc.getValue());
        }
        write(data);
    }

    private FailureException checksum(int expected, int found) {
        return new FailureException(
                Reason.CHECKSUM_MISMATCH,
                "crc32c of a chunk of upload " + upload.uuid() + ": " + hex(found) + " (expected: " + hex(expected)
                        + ")",
                Map.of("uploadUuid", upload.uuid(), "expected", hex(expected), "found", hex(found)));
    }

    private static String hex(int crc32c) {
        return String.format("%08x", crc32c);
    }

    /** Takes so many zeros. */
    public void writeZeros(long bytes) throws InterruptedException {
        take(bytes, ingest -> ingest.writeZeros(bytes));
    }

    private interface Taking {
        void from(DiskIngest ingest) throws InterruptedException;
    }

    /** Bytes that are too many are refused here, before the session has seen them: it stays as good as it was. */
    private void take(long bytes, Taking taking) throws InterruptedException {
        var refusal = session.use(this, upload, ingest -> {
            long position = ingest.position();
            if (bytes > upload.sizeBytes() - position) {
                return Optional.of(UploadFailures.tooLong(upload, position, bytes));
            }
            taking.from(ingest);
            return Optional.<FailureException>empty();
        });
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Commits all that was taken; the upload is complete when that is all of it. Whole blocks count, and the last one. */
    public Upload finish() throws InterruptedException {
        var finished = session.use(this, upload, ingest -> {
            if (ingest.position() == upload.sizeBytes()) {
                return complete(ingest);
            }
            ingest.commit();
            return sessions.progress().find(upload.uuid());
        });
        session.leave(this);
        return finished;
    }

    private Upload complete(DiskIngest ingest) throws InterruptedException {
        var ingested = ingest.finish();
        new ExpectedDigests(sessions.storages()).checkSha256(upload, ingested);
        return sessions.progress().complete(upload.uuid(), ingested);
    }

    /** Ends the call. Unless it was finished, commits what it can. */
    @Override
    public void close() {
        session.leave(this);
    }
}
