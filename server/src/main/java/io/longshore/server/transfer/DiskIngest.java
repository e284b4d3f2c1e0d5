package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.DiskWriter;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.transfer.IngestCheckpoint.Counts;
import io.longshore.server.transfer.ReadingBack.Verified;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes a disk's bytes in order and writes them to a storage: cuts them into blocks, hashes and compresses these on all cores, leaves out zeros and what the
 * storage has, and builds the tree. Bytes in flight are bounded; {@link #write} waits while they are too many.
 *
 * <p>Every so often, and when asked to, it commits: makes durable all whole blocks so far and has the {@link IngestKeeper} keep where it stands. After a crash an
 * ingest from that checkpoint goes on there. Holds a write session, and so the storage's lease, until it is closed.
 *
 * <p>For one thread at a time. Once a call has failed the ingest is broken: every further call fails with the same, and only closing is left to do.
 */
public final class DiskIngest implements AutoCloseable {
    /** As {@code Transfer}'s: the budget of bytes is the bound that counts. */
    private static final int WINDOW = 256;

    /** An open pack of an upload is sealed after this time: its sender may be gone. */
    private static final Duration SEAL_AFTER = Duration.ofSeconds(10);

    private final TransferEngine engine;
    private final Share share;
    private final IngestRequest request;
    private final WriteSession session;
    private final DiskWriter writer;
    private final IngestKeeping keeping;
    private final Commits commits;
    private final Pipeline pipeline;
    private final TreeBuilder builder;
    private final OrderedSums sums;
    private final Instant startTime;
    private final RequestCount requests;

    /** What was done with the blocks that the builder has. */
    private Counts counts;

    /** Bytes of the blocks that were given to the pipeline. */
    private long givenBytes;

    /** The bytes of a block that is not whole yet. Not in the budget's buffers: its sender may take any time to send the rest. */
    private byte @Nullable [] partial;

    private int partialBytes;
    private @Nullable RuntimeException broken;
    private @Nullable Ingested ingested;

    private DiskIngest(
            TransferEngine engine,
            IngestRequest request,
            WriteSession session,
            IngestKeeping keeping,
            IngestCheckpoint from)
            throws IOException, InterruptedException {
        this.engine = engine;
        this.share = engine.share();
        this.request = request;
        this.session = session;
        this.writer = session.openDisk(request.upload(), request.lengthBytes());
        this.keeping = keeping;
        this.commits = new Commits(session, keeping);
        this.pipeline = new Pipeline(share.threads(), WINDOW);
        this.builder = from.resume(writer::putNode);
        this.sums = new OrderedSums(request.sums(), from.committedBytes() == 0);
        this.counts = from.counts().plusLost(session.lostBytes());
        this.givenBytes = from.committedBytes();
        this.startTime = engine.clock().instant();
        this.requests = new RequestCount(request.destination());
    }

    static DiskIngest start(TransferEngine engine, IngestRequest request, IngestKeeper keeper)
            throws IOException, InterruptedException {
        var kept = request.checkpoint().map(IngestCheckpoint::read).orElseGet(IngestCheckpoint::none);
        var keeping = IngestKeeping.from(kept, keeper);
        var records = new PackNames(keeping::pack, keeping::there, _ -> {});
        var session = request.destination()
                .startWriting(new WriteRequest(request.upload(), keeping.packs(), Optional.of(SEAL_AFTER)), records);
        var present = session.sealed().stream().map(SealedPack::name).collect(Collectors.toSet());
        return new DiskIngest(engine, request, session, keeping, keeping.resumed(present, session.leaseKept()));
    }

    /** How many bytes were taken, those before the checkpoint included: where the next ones go. */
    public long position() {
        return givenBytes + partialBytes;
    }

    /** How many bytes, from the front, no crash can lose. */
    public long committedBytes() {
        return Math.min(keeping.committedBytes(), request.lengthBytes());
    }

    /**
     * Takes the bytes that remain in {@code data}, any number.
     *
     * @throws io.longshore.server.failure.FailureException {@code UPLOAD_TOO_LONG} when they are more than should come; none of them was taken. {@code STORAGE_ERROR} or
     *     another one when the storage failed
     * @throws DestinationFullException when the storage has no more room
     */
    public void write(ByteBuffer data) throws InterruptedException {
        checkRoom(data.remaining());
        guarded(() -> {
            while (data.hasRemaining()) {
                if (partialBytes == 0 && data.remaining() >= DiskTree.BLOCK_BYTES) {
                    give(data, DiskTree.BLOCK_BYTES);
                } else {
                    int length = Math.min(data.remaining(), DiskTree.BLOCK_BYTES - partialBytes);
                    data.get(partial(), partialBytes, length);
                    filled(length);
                }
            }
            return true;
        });
    }

    /** Takes so many zeros; costs next to nothing, however many. Fails as {@link #write}. */
    public void writeZeros(long bytes) throws InterruptedException {
        checkRoom(bytes);
        guarded(() -> {
            long left = bytes;
            if (partialBytes > 0) {
                left -= pad(Math.min(left, DiskTree.BLOCK_BYTES - partialBytes));
            }
            long blocks = left / DiskTree.BLOCK_BYTES;
            if (blocks > 0) {
                giveZeros(blocks);
            }
            pad(left % DiskTree.BLOCK_BYTES);
            return true;
        });
    }

    /** Puts zeros into the block that is being filled. */
    private long pad(long bytes) throws IOException, InterruptedException {
        if (bytes > 0) {
            Arrays.fill(partial(), partialBytes, partialBytes + (int) bytes, (byte) 0);
            filled((int) bytes);
        }
        return bytes;
    }

    private byte[] partial() {
        if (partial == null) {
            partial = new byte[DiskTree.BLOCK_BYTES];
        }
        return partial;
    }

    private void filled(int bytes) throws IOException, InterruptedException {
        partialBytes += bytes;
        if (partialBytes == DiskTree.BLOCK_BYTES) {
            givePartial();
        }
    }

    private void givePartial() throws IOException, InterruptedException {
        var bytes = ByteBuffer.wrap(partial(), 0, partialBytes);
        partialBytes = 0;
        give(bytes, bytes.remaining());
    }

    private void giveZeros(long blocks) throws IOException, InterruptedException {
        long bytes = blocks * DiskTree.BLOCK_BYTES;
        givenBytes += bytes;
        sums.addZeros(bytes);
        pipeline.then(() -> zeros(blocks, bytes));
    }

    /** Hands the next {@code length} bytes of {@code data} as a block to the threads that hash and compress. */
    private void give(ByteBuffer data, int length) throws IOException, InterruptedException {
        var buffer = share.take();
        boolean given = false;
        try {
            var bytes = buffer.bytes().limit(length);
            bytes.put(data.slice(data.position(), length)).flip();
            data.position(data.position() + length);
            long index = givenBytes / DiskTree.BLOCK_BYTES;
            sums.add(bytes);
            pipeline.submit(() -> store(index, length, buffer));
            given = true;
            givenBytes += length;
        } finally {
            if (!given) {
                buffer.close();
            }
        }
        commits.consider(this::point, counts.sent());
    }

    private Pipeline.Sequel store(long index, int length, BlockBuffer buffer) throws IOException, InterruptedException {
        try (buffer) {
            if (BlockCodec.isZeros(buffer.bytes())) {
                return () -> zeros(1, length);
            }
            var digest = engine.codec().digest(buffer.bytes());
            if (writer.hasBlock(index, digest)) {
                return () -> stored(digest, length, false, 0);
            }
            var block = engine.codec().encode(digest, buffer);
            boolean put = writer.putBlock(index, block);
            int storedBytes = block.storedBytes();
            return () -> stored(digest, length, put, storedBytes);
        }
    }

    private void zeros(long blocks, long bytes) throws IOException, InterruptedException {
        builder.addZeros(blocks);
        counts = counts.plus(0, 0, 0, bytes);
    }

    private void stored(Digest digest, int bytes, boolean put, int storedBytes)
            throws IOException, InterruptedException {
        builder.add(digest);
        counts = put ? counts.plus(bytes, storedBytes, 0, 0) : counts.plus(0, 0, bytes, 0);
    }

    private void checkRoom(long bytes) {
        if (position() + bytes > request.lengthBytes()) {
            throw new FailureException(
                    Reason.UPLOAD_TOO_LONG,
                    "bytes: " + (position() + bytes) + " (expected: <= " + request.lengthBytes() + ")",
                    Map.of("sizeBytes", Long.toString(request.lengthBytes())));
        }
    }

    /** Where the ingest stands: all blocks whose puts have returned. */
    private IngestCheckpoint point() {
        long committed = Math.min(builder.position() * DiskTree.BLOCK_BYTES, request.lengthBytes());
        return IngestCheckpoint.at(committed, counts, builder.state());
    }

    /** Commits all whole blocks so far, or everything when it is complete. Bytes of a block that is not whole yet are dropped: they go in again. */
    public void commit() throws InterruptedException {
        guarded(() -> {
            if (position() == request.lengthBytes()) {
                return finished();
            }
            dropPartial();
            pipeline.drain();
            commits.now(point());
            return true;
        });
    }

    /** Completes the tree once all bytes are there, and commits. Doing it again gives the same. */
    public Ingested finish() throws InterruptedException {
        if (position() != request.lengthBytes()) {
            throw new FailureException(
                    Reason.UPLOAD_INCOMPLETE,
                    "bytes: " + position() + " (expected: " + request.lengthBytes() + ")",
                    Map.of("committedBytes", Long.toString(committedBytes())));
        }
        return guarded(this::finished);
    }

    private Ingested finished() throws IOException, InterruptedException {
        var done = ingested;
        if (done == null) {
            if (partialBytes > 0) {
                givePartial();
            }
            pipeline.drain();
            var end = point();
            var identity = builder.finish(request.lengthBytes());
            commits.now(end);
            done = new Ingested(identity, sums.md5(), sums.sha256(), counts.sent() + counts.known());
            ingested = done;
        }
        return done;
    }

    /** What reading back will read: bytes of all packs that were sealed so far, by earlier ingests of the upload too. */
    public long sealedBytes() {
        return ReadingBack.bytes(session.sealed());
    }

    /** Reads back all that this and earlier ingests of the upload wrote. */
    public Receipt verify(TransferMonitor.StepProgress step, int attempts) throws InterruptedException {
        var identity = finish().identity();
        return guarded(() -> {
            var verified = OwnThread.run(cancellation ->
                    ReadingBack.of(session, share.threads(), step, new FlowGate(new Flow(), cancellation)));
            return receipt(identity, verified, attempts);
        });
    }

    private Receipt receipt(DiskIdentity identity, Verified verified, int attempts) {
        // What a crash left sealed but not committed came again and was found: its packs tell that it was this
        // upload's.
        long packed = session.sealed().stream().mapToLong(SealedPack::blocks).sum() * DiskTree.BLOCK_BYTES;
        long data = counts.sent() + counts.known();
        boolean rounded = packed - counts.sent() < DiskTree.BLOCK_BYTES; // the last block may be a short one
        long sent = rounded ? counts.sent() : Math.min(data, packed);
        return new Receipt(
                identity,
                identity,
                data + counts.lost(),
                sent + counts.lost(),
                counts.lost(),
                session.sealed().stream().mapToLong(SealedPack::storedBytes).sum(),
                data - sent,
                counts.zeros(),
                verified.howFor(sent),
                verified.modeFor(sent),
                verified.bytesFor(sent, 0),
                null,
                attempts,
                startTime,
                engine.clock().instant(),
                0,
                requests.now(),
                null);
    }

    /** Makes a disk exist, once it was finished, or a group. */
    public void publish(Manifest manifest) throws InterruptedException {
        guarded(() -> OwnThread.run(_ -> {
            session.publish(manifest);
            return true;
        }));
    }

    private void dropPartial() {
        partial = null;
        partialBytes = 0;
    }

    /** Work that may touch the storage. */
    private interface Guarded<T> {
        T run() throws IOException, InterruptedException;
    }

    private <T> T guarded(Guarded<T> work) throws InterruptedException {
        if (broken != null) {
            throw broken;
        }
        try {
            return work.run();
        } catch (IOException e) {
            broken = TransferFailures.of(e, request.destination().uuid());
            throw broken;
        } catch (RuntimeException e) {
            broken = e;
            throw e;
        } catch (InterruptedException e) {
            broken = new FailureException(Reason.UNAVAILABLE, "the ingest was interrupted", Map.of(), e);
            throw e;
        }
    }

    /** Ends the session. What was committed stays. */
    @Override
    public void close() {
        pipeline.close();
        dropPartial();
        commits.close();
        try (share) {
            session.close();
        } catch (IOException e) {
            throw TransferFailures.of(e, request.destination().uuid());
        }
    }
}
