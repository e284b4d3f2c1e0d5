package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.gc.Epochs.Condemned;
import io.longshore.server.driver.zstore.gc.Epochs.Lease;
import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.manifest.Collections;
import io.longshore.server.driver.zstore.manifest.ManifestStore;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How one collection of garbage finds out what may go, while others write. Its steps, in this order and each once:
 * <ol>
 *   <li>{@link #mark}: what is live, from every manifest, those in the trash included. Any doubt ends the round here.
 *   <li>{@link #condemn}: an epoch more, and every pack that is to go is condemned by it. No later lease counts on them.
 *   <li>The caller waits until no lease of an earlier epoch is left.
 *   <li>{@link #markAgain}: what was published since is live, too. Nothing that was live before is taken back: nodes that
 *       stay may be counted on, and all below them has to stay.
 *   <li>{@link #decide}: it is durable that the condemned packs go, in the catalog and then as {@code gc/<epoch>}.
 * </ol>
 *
 * <p>Cut off at any point, what was condemned stays so, and the next round begins anew with an epoch of its own: who took
 * a lease in between may count on nodes over condemned packs, and is waited for.
 *
 * <p>What a task with a lease wrote is left alone, published or not. Its nodes may stand over what this epoch condemned
 * (the task found it before), so they are not counted on under later leases, until a round sees that all of them are live.
 *
 * <p>For one thread.
 */
final class Round {
    private final BlobStore blobs;
    private final StorageIndex index;
    private final ManifestStore manifests;
    private final Collections collections;
    private final Epochs epochs;
    private final InstantSource clock;
    private final ReclaimListener listener;
    private final Mark mark;
    private final Set<ManifestKey> marked = new HashSet<>();
    private List<IndexedPack> packs = List.of();
    private Set<UUID> writing = Set.of();
    private long epoch;
    private long nodesRead;
    private long nodesTotal;

    Round(
            BlobStore blobs,
            StorageIndex index,
            ManifestStore manifests,
            Epochs epochs,
            InstantSource clock,
            ReclaimListener listener) {
        this.blobs = blobs;
        this.index = index;
        this.manifests = manifests;
        this.collections = new Collections(blobs);
        this.epochs = epochs;
        this.clock = clock;
        this.listener = listener;
        this.mark = new Mark(index.blocks(), index.records(), this::nodeRead);
    }

    private void nodeRead() {
        nodesRead++;
        listener.marking(nodesRead, Math.max(nodesRead, nodesTotal));
    }

    /**
     * Marks what is live now.
     *
     * @throws ReclaimRefusedException when anything is in doubt
     */
    void mark(Set<ManifestKey> mustExist) throws IOException, InterruptedException {
        long highest = collections.highest();
        if (epochs.current() < highest) {
            throw new OlderCatalogException(epochs.current(), highest);
        }
        forgetGone();
        // In this order: who writes a pack in this list either has a lease in that one or a manifest in the next.
        packs = index.blocks().packs();
        writing = epochs.leases().stream().map(Lease::task).collect(Collectors.toSet());
        var keys = manifests.keys();
        var missing = new HashSet<>(mustExist);
        keys.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new ReclaimRefusedException("manifests that should be there and are not: " + missing);
        }
        mark(keys);
        checkThere();
    }

    /** A pack that has something live is there, as it was written: else all that is left of it may be a copy that nothing else needs. */
    private void checkThere() throws IOException {
        var sizes = StorageIndex.packsOn(blobs);
        for (var pack : packs) {
            long size = sizes.getOrDefault(pack.id(), -1L);
            if (size != pack.sizeBytes() && !mark.live(pack.id()).isEmpty()) {
                throw new ReclaimRefusedException("pack " + pack.id() + ": " + (size < 0 ? "gone" : size + " bytes")
                        + " (expected: " + pack.sizeBytes() + " bytes)");
            }
        }
    }

    private void forgetGone() {
        epochs.forget(epochs.condemned().stream()
                .map(Condemned::pack)
                .filter(pack -> index.blocks().pack(pack).isEmpty())
                .toList());
    }

    private void mark(List<ManifestKey> keys) throws IOException, InterruptedException {
        nodesTotal = with(pack -> pack.kind() == RecordKind.NODE).stream()
                .mapToLong(IndexedPack::records)
                .sum();
        for (var key : keys) {
            if (marked.add(key)) {
                mark(key);
            }
        }
    }

    private void mark(ManifestKey key) throws IOException, InterruptedException {
        try {
            var manifest = manifests.read(key);
            if (manifest.isPresent() && manifest.get().body() instanceof StoredDisk disk) {
                mark.disk(disk.content(), key.toString());
            }
        } catch (StorageFormatException e) {
            throw new ReclaimRefusedException(key + ": " + e.getMessage(), e);
        }
    }

    /** What would go as things stand; after {@link #markAgain}, what goes. */
    ReclaimPlan plan() {
        return epoch == 0
                ? ReclaimPlan.of(
                        packs,
                        mark,
                        pack -> pack.writer().filter(writing::contains).isPresent())
                : ReclaimPlan.of(with(IndexedPack::condemned), mark, _ -> false);
    }

    /** Condemns what the plan says; returns the epoch that did. */
    long condemn(ReclaimPlan plan) throws IOException {
        epoch = epochs.condemn(plan.packs());
        index.condemn(epoch, plan.packs());
        proveLive();
        return epoch;
    }

    /** Packs whose every node is live: nothing below them goes. */
    private void proveLive() {
        index.blocks()
                .prove(
                        epoch,
                        ids(with(pack -> pack.kind() == RecordKind.NODE
                                && !pack.condemned()
                                && mark.live(pack.id()).cardinality() == pack.records())));
    }

    /** Marks what was published since. */
    void markAgain() throws IOException, InterruptedException {
        mark(manifests.keys());
        proveLive();
    }

    /** Decides that what is condemned goes. There is no way back. */
    void decide() throws IOException {
        index.reachEpoch(epoch);
        epochs.decide();
        collections.write(epoch, ids(with(IndexedPack::condemned)), clock);
    }

    private List<IndexedPack> with(Predicate<IndexedPack> test) {
        return index.blocks().packs().stream().filter(test).toList();
    }

    private static Set<PackId> ids(List<IndexedPack> packs) {
        return packs.stream().map(IndexedPack::id).collect(Collectors.toSet());
    }

    long epoch() {
        return epoch;
    }

    Mark live() {
        return mark;
    }
}
