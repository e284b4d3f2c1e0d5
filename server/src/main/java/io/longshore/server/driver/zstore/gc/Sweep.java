package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.manifest.Ownership;
import io.longshore.server.driver.zstore.pack.PackId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what a round has decided on; what is live in it is written again before, and durable. Packs of nodes go before
 * any pack of blocks: no node is left whose blocks may go. In both, those without anything live go first: a full storage
 * gets room before anything is written. For one thread.
 */
final class Sweep {
    private final BlobStore blobs;
    private final StorageIndex index;
    private final Ownership ownership;
    private final Epochs epochs;
    private final PackRewriter rewriter;
    private final Reserve reserve;
    private final ReclaimListener listener;
    private final long totalBytes;
    private long doneBytes;
    private long deletedBytes;
    private int deletedPacks;
    private @Nullable CorruptBlockException damage;

    Sweep(
            BlobStore blobs,
            StorageIndex index,
            Ownership ownership,
            Epochs epochs,
            PackRewriter rewriter,
            Reserve reserve,
            ReclaimListener listener,
            long totalBytes) {
        this.blobs = blobs;
        this.index = index;
        this.ownership = ownership;
        this.epochs = epochs;
        this.rewriter = rewriter;
        this.reserve = reserve;
        this.listener = listener;
        this.totalBytes = totalBytes;
    }

    /**
     * Deletes all that a plan names.
     *
     * @throws ReclaimRefusedException at the end, when live data turned out to be damaged: the packs that have it stay, condemned, until it is healed
     */
    void run(ReclaimPlan plan) throws IOException, InterruptedException {
        listener.progress(0, totalBytes);
        delete(plan.deadNodes());
        rewrite(plan.nodes());
        if (damage == null) {
            delete(plan.deadBlocks());
            blocks(plan.blocks());
        }
        if (damage != null) {
            throw new ReclaimRefusedException(
                    "live data is damaged: " + damage.getMessage() + "; " + freedBytes() + " bytes were given back",
                    damage);
        }
    }

    /** Where there is no room, what is left stays condemned for the next time; something has been given back already. */
    private void blocks(List<IndexedPack> packs) throws IOException, InterruptedException {
        try {
            rewrite(packs);
        } catch (StorageFullException e) {
            if (freedBytes() <= 0) {
                throw e;
            }
        }
    }

    private void rewrite(List<IndexedPack> packs) throws IOException, InterruptedException {
        var copied = new ArrayList<IndexedPack>();
        for (var pack : packs) {
            checkInterrupt();
            int before = rewriter.seals();
            try {
                rewriter.copy(pack);
            } catch (CorruptBlockException e) {
                damage = e;
                continue;
            }
            if (rewriter.seals() > before) { // all of those before this one are durable
                delete(copied);
                copied.clear();
            }
            copied.add(pack);
            if (reserve.inUse()) { // no room for more than one at a time
                rewriter.seal();
                delete(copied);
                copied.clear();
            }
        }
        rewriter.seal();
        delete(copied);
    }

    private void delete(List<IndexedPack> packs) throws IOException, InterruptedException {
        if (packs.isEmpty()) {
            return;
        }
        ownership.check();
        var deleted = new ArrayList<PackId>();
        try {
            for (var pack : packs) {
                checkInterrupt();
                blobs.delete(pack.id().key());
                deleted.add(pack.id());
                deletedBytes += pack.sizeBytes();
                doneBytes += pack.sizeBytes();
                listener.progress(doneBytes, totalBytes);
            }
        } finally {
            index.blocks().remove(deleted);
            deletedPacks += deleted.size();
        }
        epochs.forget(deleted);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("reclaiming was interrupted");
        }
    }

    /** By how much the storage has shrunk. */
    long freedBytes() {
        return deletedBytes - rewriter.writtenBytes();
    }

    int deletedPacks() {
        return deletedPacks;
    }
}
