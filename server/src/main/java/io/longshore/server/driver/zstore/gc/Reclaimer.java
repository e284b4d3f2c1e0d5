package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.ReclaimReport;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.manifest.FormatFile;
import io.longshore.server.driver.zstore.manifest.ManifestStore;
import io.longshore.server.driver.zstore.manifest.Ownership;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackReader;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Collects the garbage of one storage, while others read and write: a {@link Round} finds out what may go, a {@link Sweep}
 * deletes it, and between them everyone ends who began before ({@link EarlierLeases}). After a crash the next run begins
 * anew; what was condemned goes with it.
 */
public final class Reclaimer {
    private final BlobStore blobs;
    private final UUID storage;
    private final StorageIndex index;
    private final ManifestStore manifests;
    private final Ownership ownership;
    private final Epochs epochs;
    private final Writers writers;
    private final Reserve reserve;
    private final BlockCodec codec;
    private final InstantSource clock;

    /** Collects the garbage of one storage. */
    public Reclaimer(
            BlobStore blobs,
            UUID storage,
            StorageIndex index,
            ManifestStore manifests,
            Ownership ownership,
            Epochs epochs,
            Writers writers,
            Reserve reserve,
            BlockCodec codec,
            InstantSource clock) {
        this.blobs = blobs;
        this.storage = storage;
        this.index = index;
        this.manifests = manifests;
        this.ownership = ownership;
        this.epochs = epochs;
        this.writers = writers;
        this.reserve = reserve;
        this.codec = codec;
        this.clock = clock;
    }

    /**
     * Runs. Only one at a time.
     *
     * @throws ReclaimRefusedException when anything is in doubt
     */
    public ReclaimReport run(ReclaimRequest request, ReclaimListener listener)
            throws IOException, InterruptedException {
        ownership.check();
        checkFormat();
        var round = round(listener);
        round.mark(request.mustExist());
        var plan = round.plan();
        if (request.limit() == ReclaimRequest.Limit.DRY_RUN || plan.packs().isEmpty()) {
            long freed = Math.max(plan.bytes() - plan.rewrittenBytes(), 0);
            return report(freed, plan.packs().size(), plan.rewrittenBytes(), round, epochs.current());
        }
        checkLimit(request, plan);
        long epoch = round.condemn(plan);
        earlierLeases(request.idleLimit()).await(epoch, listener);
        round.markAgain();
        ownership.check();
        try (var _ = reserve.use()) {
            round.decide();
            return sweep(round, round.plan(), listener);
        }
    }

    private void checkFormat() throws IOException {
        try {
            var format = FormatFile.read(blobs);
            if (!format.uuid().equals(storage) || !format.writable()) {
                throw new ReclaimRefusedException("format.json: storage " + format.uuid() + ", writable: "
                        + format.writable() + " (expected: storage " + storage + ", writable)");
            }
        } catch (StorageFormatException e) {
            throw new ReclaimRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkLimit(ReclaimRequest request, ReclaimPlan plan) throws ReclaimRefusedException {
        long freed = plan.bytes() - plan.rewrittenBytes();
        long there = index.blocks().packBytes();
        if (request.limit() == ReclaimRequest.Limit.HALF && freed * 2 > there) {
            throw new ReclaimRefusedException(
                    "bytes to free: " + freed + " (expected: at most half of " + there + " unless told otherwise)");
        }
    }

    Round round(ReclaimListener listener) {
        return new Round(blobs, index, manifests, epochs, clock, listener);
    }

    EarlierLeases earlierLeases(Duration idleLimit) {
        return new EarlierLeases(epochs, writers, idleLimit, System::nanoTime);
    }

    ReclaimReport sweep(Round round, ReclaimPlan plan, ReclaimListener listener)
            throws IOException, InterruptedException {
        var reader = new PackReader(blobs, storage, codec);
        var inspector = new PackInspector(blobs, storage, codec);
        try (var rewriter =
                new PackRewriter(blobs, storage, index, reader, inspector, codec, round.live(), round.epoch())) {
            var sweep = new Sweep(blobs, index, ownership, epochs, rewriter, reserve, listener, plan.bytes());
            sweep.run(plan);
            return report(sweep.freedBytes(), sweep.deletedPacks(), rewriter.writtenBytes(), round, round.epoch());
        }
    }

    /** Where everything lies. */
    StorageIndex index() {
        return index;
    }

    private static ReclaimReport report(long freed, int packs, long rewritten, Round round, long epoch) {
        return new ReclaimReport(freed, packs, rewritten, round.live().liveBytes(), epoch);
    }
}
