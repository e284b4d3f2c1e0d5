package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.ReclaimReport;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.StorageBusyException;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.manifest.Collections;
import io.longshore.server.driver.zstore.manifest.ManifestStore;
import io.longshore.server.driver.zstore.manifest.Ownership;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/**
 * One run of the garbage collection, while nobody writes. The order, each step durable before the next:
 * <ol>
 *   <li>mark from every manifest, those in the trash included; any doubt ends the run here;
 *   <li>the epoch, plus 1, in the catalog;
 *   <li>{@code gc/<epoch>} with every pack that goes; from now on nobody counts on what they hold;
 *   <li>live nodes written again, then their packs deleted: no node is left whose blocks may go;
 *   <li>packs of blocks without a live one deleted: a full storage gets room before anything big is written;
 *   <li>live blocks written again, and each pack deleted once all of its are durable.
 * </ol>
 * After a crash, packs that {@code gc/} names and that are still there are condemned; the next run marks anew and goes on.
 */
public final class Reclaimer {
    private final BlobStore blobs;
    private final UUID storage;
    private final StorageIndex index;
    private final ManifestStore manifests;
    private final Collections collections;
    private final Ownership ownership;
    private final Epochs epochs;
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
            BlockCodec codec,
            InstantSource clock) {
        this.blobs = blobs;
        this.storage = storage;
        this.index = index;
        this.manifests = manifests;
        this.collections = new Collections(blobs);
        this.ownership = ownership;
        this.epochs = epochs;
        this.codec = codec;
        this.clock = clock;
    }

    /** Runs; the caller keeps writers out. */
    public ReclaimReport run(ReclaimRequest request, ReclaimListener listener)
            throws IOException, InterruptedException {
        ownership.check();
        var leases = epochs.leases();
        if (!leases.isEmpty()) {
            throw new StorageBusyException("leases of tasks that have not ended: " + leases + " (expected: none)");
        }
        var mark = mark(request);
        var plan = ReclaimPlan.of(index.blocks().packs(), mark);
        long freed = plan.bytes() - plan.rewrittenBytes();
        if (request.limit() == ReclaimRequest.Limit.DRY_RUN || plan.packs().isEmpty()) {
            return report(Math.max(freed, 0), plan, mark, epochs.current());
        }
        if (request.limit() == ReclaimRequest.Limit.HALF
                && freed * 2 > index.blocks().packBytes()) {
            throw new ReclaimRefusedException("bytes to free: " + freed + " (expected: at most half of "
                    + index.blocks().packBytes() + " unless told otherwise)");
        }
        long before = index.blocks().packBytes();
        long epoch = condemn(plan);
        delete(plan, mark, listener);
        return report(before - index.blocks().packBytes(), plan, mark, epoch);
    }

    private static ReclaimReport report(long freed, ReclaimPlan plan, Mark mark, long epoch) {
        return new ReclaimReport(freed, plan.packs().size(), plan.rewrittenBytes(), mark.liveBytes(), epoch);
    }

    private Mark mark(ReclaimRequest request) throws IOException, InterruptedException {
        var keys = manifests.keys();
        var missing = new HashSet<>(request.mustExist());
        keys.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new ReclaimRefusedException("manifests that should be there and are not: " + missing);
        }
        var mark = new Mark(index.blocks(), index.records());
        for (var key : keys) {
            mark(key, mark);
        }
        return mark;
    }

    private void mark(ManifestKey key, Mark mark) throws IOException, InterruptedException {
        try {
            var manifest = manifests.read(key);
            if (manifest.isPresent() && manifest.get().body() instanceof StoredDisk disk) {
                mark.disk(disk.content(), key.toString());
            }
        } catch (StorageFormatException e) {
            throw new ReclaimRefusedException(key + ": " + e.getMessage(), e);
        }
    }

    private long condemn(ReclaimPlan plan) throws IOException {
        long highest = collections.read().epoch();
        long epoch = epochs.advance();
        if (epoch <= highest) {
            throw new ReclaimRefusedException("epoch: " + epoch + " (expected: > " + highest
                    + ", the storage's own): the catalog is older than the storage");
        }
        collections.write(epoch, plan.packs(), clock);
        index.blocks().condemn(plan.packs());
        index.reachEpoch(epoch);
        return epoch;
    }

    private void delete(ReclaimPlan plan, Mark mark, ReclaimListener listener)
            throws IOException, InterruptedException {
        var progress = new Progress(listener, plan.bytes());
        var reader = new PackReader(blobs, storage, codec);
        var inspector = new PackInspector(blobs, storage, codec);
        try (var rewriter = new PackRewriter(blobs, storage, index, reader, inspector, codec, mark)) {
            rewriter.nodes(plan.nodePacks());
            delete(plan.nodePacks(), progress);
            delete(plan.deadPacks(), progress);
            var copied = new ArrayList<IndexedPack>();
            for (var pack : plan.blockPacks()) {
                if (rewriter.blocks(pack)) {
                    delete(copied, progress);
                    copied.clear();
                }
                copied.add(pack);
            }
            rewriter.seal();
            delete(copied, progress);
        }
    }

    private void delete(List<IndexedPack> packs, Progress progress) throws IOException, InterruptedException {
        if (packs.isEmpty()) {
            return;
        }
        ownership.check();
        var deleted = new ArrayList<PackId>();
        try {
            for (var pack : packs) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("reclaiming was interrupted");
                }
                blobs.delete(pack.id().key());
                deleted.add(pack.id());
                progress.done(pack.sizeBytes());
            }
        } finally {
            index.blocks().remove(deleted);
        }
    }

    /** Adds up what was dealt with. */
    private static final class Progress {
        private final ReclaimListener listener;
        private final long total;
        private long done;

        Progress(ReclaimListener listener, long total) {
            this.listener = listener;
            this.total = total;
        }

        void done(long bytes) {
            done += bytes;
            listener.progress(done, total);
        }
    }
}
