package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeBuilder;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.DiskSource;
import io.longshore.server.driver.DiskWriter;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.transfer.OwnThread.Cancellation;
import io.longshore.server.transfer.ReadingBack.Verified;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One task's writes of whole disks to one storage. {@link #copy}, then {@link #verify}, then {@link #publish} each disk's manifest: nothing is visible before that.
 * Started again after a crash it goes on: what was sealed is not sent again, and is read back with the rest.
 *
 * <p>Interruption is cancellation: a call stops within the time that a block takes, and what it wrote is left for the storage to reclaim. For one thread at a time.
 *
 * <p>All calls fail with a {@link io.longshore.server.failure.FailureException}: {@code DIGEST_MISMATCH} when stored bytes differ from their digest, {@code STORAGE_ERROR} or
 * {@code UNAVAILABLE} for what else a storage fails with; and with {@link DestinationFullException}.
 */
public final class Transfer implements AutoCloseable {
    /** Pieces of work under way or waiting for their turn: more than the budget of bytes lets be under way, so that it alone bounds them. */
    private static final int WINDOW = 256;

    private final TransferEngine engine;
    private final Share share;
    private final StorageDriver destination;
    private final TransferMonitor monitor;
    private final WriteSession session;
    private final Set<String> earlierPacks;
    private final Instant startTime;
    private final long lostBytes;
    private final RequestCount requests;
    private final List<RequestCount> sourceRequests = new ArrayList<>();
    private final List<CopyTally> tallies = new ArrayList<>();

    Transfer(
            TransferEngine engine,
            StorageDriver destination,
            TransferMonitor monitor,
            WriteSession session,
            List<String> earlierPacks,
            Instant startTime,
            long lostBytes,
            RequestCount requests) {
        this.engine = engine;
        this.share = engine.share();
        this.destination = destination;
        this.monitor = monitor;
        this.session = session;
        this.earlierPacks = Set.copyOf(earlierPacks);
        this.startTime = startTime;
        this.lostBytes = lostBytes;
        this.requests = requests;
    }

    /**
     * Copies disks, one after the other, in a step {@code copy} whose total is the sum of their lengths; all is durable when it returns. Called again it goes on with
     * further disks, for which the monitor must know another name of the step.
     */
    public void copy(List<DiskCopy> disks) throws InterruptedException {
        long total = disks.stream().mapToLong(copy -> copy.disk().lengthBytes()).sum();
        try (var progress = monitor.step("copy", OptionalLong.of(total))) {
            for (var disk : disks) {
                copy(disk, progress);
            }
            onDestination(_ -> {
                session.seal();
                return true;
            });
            progress.end();
        }
    }

    private void copy(DiskCopy copy, StepProgress progress) throws InterruptedException {
        var tally = new CopyTally(copy.disk());
        tallies.add(tally);
        sourceRequests.add(countOf(copy.source()));
        if (copy.there()) {
            tally.there(progress);
            return;
        }
        onDestination(cancellation -> {
            var writer = session.openDisk(copy.resource(), copy.disk().lengthBytes());
            try (var reader = SourceDisk.open(engine, copy.source(), copy.disk())) {
                move(reader, writer, tally, progress, cancellation);
            }
            return true;
        });
    }

    /** The same count for all disks of a source: it began with the first of them. */
    private RequestCount countOf(DiskSource source) {
        return Stream.concat(Stream.of(requests), sourceRequests.stream())
                .filter(count -> count.of(source))
                .findFirst()
                .orElseGet(() -> new RequestCount(source));
    }

    private void move(
            SourceDisk reader, DiskWriter writer, CopyTally tally, StepProgress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        var builder = new TreeBuilder(writer::putNode);
        var walk = TreeWalk.over(tally.disk(), reader::node, node -> hasNode(writer, node));
        var gate = new FlowGate(monitor.flow(), cancellation);
        try (var pipeline = new Pipeline(share.threads(), WINDOW)) {
            for (var extent = walk.next(); extent != null; extent = walk.next()) {
                cancellation.check();
                move(extent, reader, writer, tally, progress, builder, pipeline, gate);
            }
            pipeline.drain();
        }
        check(builder.finish(tally.disk().lengthBytes()), tally.disk());
    }

    private void move(
            Extent extent,
            SourceDisk reader,
            DiskWriter writer,
            CopyTally tally,
            StepProgress progress,
            TreeBuilder builder,
            Pipeline pipeline,
            FlowGate gate)
            throws IOException, InterruptedException {
        switch (extent) {
            case Extent.Block block
            when !writer.hasBlock(block.firstBlock(), block.digest()) -> {
                gate.enter(tally.disk().blockLengthBytes(block.firstBlock()));
                var buffer = share.take();
                pipeline.submit(() -> {
                    try (var encoded = reader.block(block.firstBlock(), block.digest(), buffer)) {
                        boolean put = writer.putBlock(block.firstBlock(), encoded);
                        int stored = encoded.storedBytes();
                        return () -> {
                            tally.moved(block.firstBlock(), put, stored, progress);
                            builder.add(block);
                        };
                    } finally {
                        gate.leave();
                    }
                });
            }
            case Extent.Zeros zeros ->
                pipeline.then(() -> {
                    tally.zeros(zeros.firstBlock(), zeros.blocks(), progress);
                    builder.add(zeros);
                });
            case Extent.Block _, Extent.Subtree _ ->
                pipeline.then(() -> {
                    tally.known(extent.firstBlock(), extent.blocks(), progress);
                    builder.add(extent);
                });
        }
    }

    private static boolean hasNode(DiskWriter writer, Digest node) {
        try {
            return writer.hasNode(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(DiskIdentity found, DiskIdentity expected) {
        if (!found.equals(expected)) {
            throw new FailureException(
                    Reason.DIGEST_MISMATCH,
                    "disk: " + found + " (expected: " + expected + ")",
                    Map.of("found", found.toString(), "expected", expected.toString()));
        }
    }

    /**
     * Reads back what this and earlier attempts wrote, in a step {@code verify}.
     *
     * @return a receipt for each disk, in their order
     */
    public List<Receipt> verify() throws InterruptedException {
        var packs = session.sealed();
        try (var progress = monitor.step("verify", OptionalLong.of(ReadingBack.bytes(packs)))) {
            var verified = onDestination(cancellation ->
                    ReadingBack.of(session, share.threads(), progress, new FlowGate(monitor.flow(), cancellation)));
            progress.end();
            return receipts(packs, verified);
        }
    }

    private List<Receipt> receipts(List<SealedPack> packs, Verified verified) {
        var earlier = packs.stream()
                .filter(pack -> pack.blocks() > 0 && earlierPacks.contains(pack.name()))
                .toList();
        // Counted in whole blocks: a pack's own count leaves out the zeros at a block's end.
        long earlierBytes = earlier.stream().mapToLong(SealedPack::blocks).sum() * DiskTree.BLOCK_BYTES;
        long earlierStored = earlier.stream().mapToLong(SealedPack::storedBytes).sum();
        long lost = lostBytes;
        long before = 0;
        var receipts = new ArrayList<Receipt>();
        for (var tally : tallies) {
            // Disks are copied one after the other: what an earlier attempt sealed belongs to the first that were not
            // there.
            long own = tally.isThere() ? 0 : Math.min(earlierBytes, tally.knownBytes());
            long stored = own == 0 ? 0 : earlierStored;
            receipts.add(receipt(tally, own, stored, lost, verified, before));
            before += own + tally.sentBytes();
            earlierBytes -= own;
            earlierStored -= stored;
            lost = 0;
        }
        return receipts;
    }

    /** @param before what was written of disks before this one */
    private Receipt receipt(
            CopyTally tally, long earlierBytes, long earlierStored, long lost, Verified verified, long before) {
        long written = earlierBytes + tally.sentBytes();
        return new Receipt(
                tally.disk(),
                tally.disk(),
                tally.readBytes() + earlierBytes + lost,
                written + lost,
                lost,
                earlierStored + tally.storedBytes(),
                tally.knownBytes() - earlierBytes,
                tally.zeroBytes(),
                verified.howFor(written),
                verified.modeFor(written),
                verified.bytesFor(written, before),
                null,
                monitor.attempt(),
                startTime,
                engine.clock().instant(),
                0,
                0,
                null);
    }

    /** The receipts that {@link #verify} gave, with the requests made until now: for when all is published. */
    public List<Receipt> withRequests(List<Receipt> receipts) {
        var counted = new ArrayList<Receipt>();
        for (int i = 0; i < receipts.size(); i++) {
            var source = sourceRequests.get(i);
            counted.add(receipts.get(i).withRequests(source.of(destination) ? 0 : source.now(), requests.now()));
        }
        return counted;
    }

    /** The same for the receipt of the only disk. */
    public Receipt withRequests(Receipt receipt) {
        return withRequests(List.of(receipt)).getFirst();
    }

    /** Makes a disk, or a group of backups, exist on the destination. */
    public void publish(Manifest manifest) throws InterruptedException {
        onDestination(_ -> {
            session.publish(manifest);
            return true;
        });
    }

    /** Ends the session. What was published stays, and what was sealed stays for a later attempt. */
    @Override
    public void close() {
        try (share) {
            session.close();
        } catch (IOException e) {
            throw TransferFailures.of(e, destination.uuid());
        }
    }

    private <T> T onDestination(OwnThread.Body<T> body) throws InterruptedException {
        try {
            return OwnThread.run(body);
        } catch (UncheckedIOException e) {
            throw TransferFailures.of(Objects.requireNonNull(e.getCause()), destination.uuid());
        } catch (IOException e) {
            throw TransferFailures.of(e, destination.uuid());
        }
    }
}
