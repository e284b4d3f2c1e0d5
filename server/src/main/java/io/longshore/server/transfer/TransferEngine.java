package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.WriteRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Moves disks: between storages, in from uploads, out to readers. One for a server: all that it does at a time shares one budget of bytes in flight. Thread-safe.
 */
public final class TransferEngine implements AutoCloseable {
    /** Room for some 64 blocks: enough to keep fast storages busy, little enough for a server of 256 MiB. */
    public static final long DEFAULT_IN_FLIGHT_BYTES = 64L << 20;

    /** The least budget: that many blocks keep two writers and two readers busy. */
    private static final long LEAST_IN_FLIGHT_BYTES = 8L << 20;

    private final int threads;
    private final BlockBuffers buffers;

    /** Apart from the others: a reader may keep its buffers as long as it likes. */
    private final BlockBuffers exportBuffers;

    /** Rooms for one block, for a reader each, that are not in use now. */
    private final Queue<BlockBuffers> ownRooms = new ConcurrentLinkedQueue<>();

    private final BlockCodec codec = new BlockCodec();
    private final Clock clock;
    private volatile Rescue rescue = Rescue.NONE;

    /**
     * An engine.
     *
     * @param cores threads for hashing and compression that each transfer has, at least 1
     * @param inFlightBytes what all transfers together may hold in buffers outside the heap, at least 8 MiB
     * @param clock tells when work began and ended
     */
    public TransferEngine(int cores, long inFlightBytes, Clock clock) {
        if (cores < 1) {
            throw new IllegalArgumentException("cores: " + cores + " (expected: >= 1)");
        }
        if (inFlightBytes < LEAST_IN_FLIGHT_BYTES) {
            throw new IllegalArgumentException(
                    "inFlightBytes: " + inFlightBytes + " (expected: >= " + LEAST_IN_FLIGHT_BYTES + ")");
        }
        int blocks = (int) (inFlightBytes / BlockBuffers.ROOM_BYTES);
        this.threads = cores + 1; // while one writes or reads, each core has something to hash
        this.buffers = new BlockBuffers(blocks * 3 / 4);
        this.exportBuffers = new BlockBuffers(blocks / 4);
        this.clock = clock;
    }

    /**
     * Starts a task's transfer, or goes on with it from the monitor's checkpoint. Waits while the storage lets no writer in, and tells the monitor so.
     *
     * @throws io.longshore.server.failure.FailureException when the storage can't be written
     */
    public Transfer start(UUID task, StorageDriver destination, TransferMonitor monitor) throws InterruptedException {
        var checkpoint = monitor.checkpoint()
                .map(TransferCheckpoint::read)
                .orElseGet(() -> TransferCheckpoint.at(clock.instant()));
        var keeping = TransferKeeping.from(checkpoint, monitor);
        try {
            var requests = new RequestCount(destination);
            var request = new WriteRequest(task, keeping.earlierPacks(), Optional.empty());
            var session = destination.startWriting(request, new PackNames(keeping::pack, _ -> {}, monitor::waitingFor));
            monitor.waitingFor("");
            long lostBytes = keeping.lost(session.lostBytes());
            return new Transfer(
                    this,
                    destination,
                    monitor,
                    session,
                    keeping.earlierPacks(),
                    checkpoint.startTime(),
                    lostBytes,
                    requests);
        } catch (IOException e) {
            throw TransferFailures.of(e, destination.uuid());
        }
    }

    /** Finds out what a transfer of these disks would send to a storage, in a step {@code plan}; reads nodes, and writes nothing. */
    public List<Plan> plan(List<DiskCopy> disks, StorageDriver destination, TransferMonitor monitor)
            throws InterruptedException {
        return new Planning(this, destination).plan(disks, monitor);
    }

    /**
     * Starts an ingest, or goes on with it from its checkpoint: at its committed bytes, or from the front when the storage no longer has what the checkpoint names.
     */
    public DiskIngest ingest(IngestRequest request, IngestKeeper keeper) throws InterruptedException {
        try {
            return DiskIngest.start(this, request, keeper);
        } catch (IOException e) {
            throw TransferFailures.of(e, request.destination().uuid());
        }
    }

    /**
     * Starts to read bytes {@code [offset, offset + length)} of a disk, cut off at its end, in order.
     *
     * @throws io.longshore.server.failure.FailureException when the storage does not have the disk, or fails
     */
    public DiskExport export(StorageDriver source, DiskIdentity disk, long offset, long length) {
        return new DiskExport(this, SourceDisk.open(this, source, disk), offset, length);
    }

    /** Says where to look for what a source does not have whole; nowhere until then. */
    public void rescue(Rescue elsewhere) {
        rescue = elsewhere;
    }

    Rescue rescue() {
        return rescue;
    }

    /** Starts to tell the digests of a disk's blocks, from one on; fails as {@link #export} does. */
    public DiskDigests digests(StorageDriver source, DiskIdentity disk, long firstBlock) {
        return new DiskDigests(SourceDisk.open(this, source, disk), firstBlock);
    }

    /** For one transfer, upload or reader. */
    Share share() {
        return new Share(threads, buffers);
    }

    BlockBuffers exportBuffers() {
        return exportBuffers;
    }

    BlockBuffers takeOwnRoom() {
        var room = ownRooms.poll();
        return room != null ? room : new BlockBuffers(1);
    }

    void giveOwnRoom(BlockBuffers room) {
        ownRooms.add(room);
    }

    BlockCodec codec() {
        return codec;
    }

    Clock clock() {
        return clock;
    }

    /** Transfers must have been closed before. */
    @Override
    public void close() {
        codec.close();
    }
}
