package io.longshore.server.transfer;

import io.longshore.server.driver.Manifest;
import java.nio.ByteBuffer;

/**
 * Takes a disk's bytes in order and writes them to a storage: cuts them into blocks, hashes and compresses these on all cores, leaves out zeros and what the
 * storage has, and builds the tree. Bytes in flight are bounded; {@link #write} waits while they are too many.
 *
 * <p>Every so often, and when asked to, it commits: makes durable all whole blocks so far and has the {@link IngestKeeper} keep where it stands. After a crash an
 * ingest from that checkpoint goes on there. Holds a write session, and so the storage's lease, until it is closed.
 *
 * <p>For one thread at a time. Once a call has failed the ingest is broken: every further call fails with the same, and only closing is left to do.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class DiskIngest implements AutoCloseable {
    DiskIngest() {}

    /** How many bytes were taken, those before the checkpoint included: where the next ones go. */
    public long position() {
        throw new UnsupportedOperationException();
    }

    /** How many bytes, from the front, no crash can lose. */
    public long committedBytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the bytes that remain in {@code data}, any number.
     *
     * @throws io.longshore.server.failure.FailureException {@code UPLOAD_TOO_LONG} when they are more than should come; none of them was taken. {@code STORAGE_ERROR} or
     *     another one when the storage failed
     * @throws DestinationFullException when the storage has no more room
     */
    public void write(ByteBuffer data) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Takes so many zeros; costs next to nothing, however many. Fails as {@link #write}. */
    public void writeZeros(long bytes) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Commits all whole blocks so far, or everything when it is complete. Bytes of a block that is not whole yet are dropped: they go in again. */
    public void commit() throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Completes the tree once all bytes are there, and commits. Doing it again gives the same. */
    public Ingested finish() throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** What reading back will read: bytes of all packs that were sealed so far, by earlier ingests of the upload too. */
    public long sealedBytes() {
        throw new UnsupportedOperationException();
    }

    /** Reads back all that this and earlier ingests of the upload wrote. */
    public Receipt verify(TransferMonitor.StepProgress step, int attempts) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Makes a disk exist, once it was finished, or a group. */
    public void publish(Manifest manifest) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Ends the session. What was committed stays. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
