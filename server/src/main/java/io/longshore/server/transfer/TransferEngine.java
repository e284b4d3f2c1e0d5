package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.StorageDriver;
import java.time.Clock;
import java.util.UUID;

/**
 * Moves disks: between storages, in from uploads, out to readers. One for a server: all that it does at a time shares one budget of bytes in flight and one set of
 * threads for what the processor does, one a core. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class TransferEngine implements AutoCloseable {
    /** Room for some 64 blocks: enough to keep fast storages busy, little enough for a server of 256 MiB. */
    public static final long DEFAULT_IN_FLIGHT_BYTES = 64L << 20;

    /**
     * An engine.
     *
     * @param cores threads for hashing and compression, at least 1
     * @param inFlightBytes what all transfers together may hold in buffers outside the heap, at least 8 MiB
     * @param clock tells when work began and ended
     */
    public TransferEngine(int cores, long inFlightBytes, Clock clock) {}

    /**
     * Starts a task's transfer, or goes on with it from the monitor's checkpoint. Waits while the storage lets no writer in, and tells the monitor so.
     *
     * @throws io.longshore.server.failure.FailureException when the storage can't be written
     */
    public Transfer start(UUID task, StorageDriver destination, TransferMonitor monitor) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /**
     * Starts an ingest, or goes on with it from its checkpoint: at its committed bytes, or from the front when the storage no longer has what the checkpoint names.
     */
    public DiskIngest ingest(IngestRequest request, IngestKeeper keeper) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /**
     * Starts to read bytes {@code [offset, offset + length)} of a disk, cut off at its end, in order.
     *
     * @throws io.longshore.server.failure.FailureException when the storage does not have the disk, or fails
     */
    public DiskExport export(StorageDriver source, DiskIdentity disk, long offset, long length) {
        throw new UnsupportedOperationException();
    }

    /** Stops the threads. Transfers must have been closed before. */
    @Override
    public void close() {}
}
