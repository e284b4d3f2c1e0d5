package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The index of one storage and the file that remembers it. Opening compares it with the packs that are really there: what
 * a footer says enters, from the file where it has it; a node enters as claimed when its subtree is whole.
 */
public final class StorageIndex implements AutoCloseable {
    private final BlockIndex index = new BlockIndex();
    private final RecordStore records;
    private final SubtreeProof proof;
    private final FooterCache cache;
    private final Optional<NodeCache> nodes;
    private final List<String> warnings = new ArrayList<>();

    /**
     * Opens the index of a storage.
     *
     * @param file where to remember it: outside the storage, may be absent. Nodes of a storage on another machine are
     *     remembered beside it
     * @param epoch the highest epoch that collected garbage on the storage
     * @param collected every pack that a collection named; those still there are condemned
     */
    public StorageIndex(
            BlobStore blobs,
            UUID storage,
            PackReader reader,
            PackInspector inspector,
            Path file,
            long epoch,
            Set<PackId> collected)
            throws IOException {
        this.nodes = blobs.remote()
                ? Optional.of(new NodeCache(file.resolveSibling(file.getFileName() + ".nodes"), NodeCache.PLACES))
                : Optional.empty();
        this.records = new RecordStore(index, reader, nodes);
        this.proof = new SubtreeProof(index, records::storedNode, records::node);
        var loading = new Loading(list(blobs), collected);
        boolean opened = false;
        this.cache = FooterCache.open(file, storage, epoch, loading);
        try {
            var read = loading.readRest(reader, inspector);
            boolean proven = loading.prove();
            for (var pack : read) {
                cache.append(pack, proven);
            }
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    /** Where everything lies. */
    public BlockIndex blocks() {
        return index;
    }

    /** Reads blocks and nodes by what the index says. */
    public RecordStore records() {
        return records;
    }

    /** What was found damaged or missing at opening, a sentence each. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Adds a pack that was sealed just now, each of whose nodes has its whole subtree on the storage. */
    public void add(Pack pack) {
        index.add(pack, false);
        cache.append(pack, true);
    }

    /** Takes back the claim on something that was found bad or missing, and on every node above it. */
    public void disclaim(RecordKind kind, Digest digest) throws IOException {
        disclaim(kind, List.of(digest));
    }

    /** The same for several, with one look at the nodes for all of them. */
    public void disclaim(RecordKind kind, Collection<Digest> digests) throws IOException {
        var bad = new ArrayList<Digest>();
        for (var digest : digests) {
            boolean known = index.find(kind, digest).isPresent();
            if (!known || index.disclaim(kind, digest)) { // else found bad before
                cache.appendDisclaimed(kind, digest);
                bad.add(digest);
            }
        }
        if (!bad.isEmpty()) {
            for (var above : proof.disclaimAbove(bad)) {
                cache.appendDisclaimed(RecordKind.NODE, above);
            }
        }
    }

    /** Takes back the claim on all that packs held which are gone, and on every node above; the next opening sees for itself. */
    public void disclaim(List<PackId> gone) throws IOException {
        var digests = gone.isEmpty() ? Set.<Digest>of() : index.disclaim(gone);
        if (!digests.isEmpty()) {
            proof.disclaimAbove(digests);
        }
    }

    /** What a pack has that is looked for there and nowhere else. Goes through all that is known: for packs that are damaged. */
    public Map<Digest, Location> located(PackId pack) {
        return index.located(pack);
    }

    /** Notes that the storage has come to this epoch: what is remembered holds for it. */
    public void reachEpoch(long epoch) throws IOException {
        cache.reachEpoch(epoch);
    }

    private static Map<PackId, Long> list(BlobStore blobs) throws IOException {
        var sizes = new HashMap<PackId, Long>();
        blobs.list(PackId.FOLDER, blob -> PackId.ofPath(blob.path()).ifPresent(id -> sizes.put(id, blob.sizeBytes())));
        return sizes;
    }

    @Override
    public void close() throws IOException {
        index.close();
        cache.close();
        if (nodes.isPresent()) {
            nodes.get().close();
        }
    }

    /** What is known while the index is filled. */
    private final class Loading implements FooterCache.Visitor {
        /** Packs on the storage of which nothing is known yet, with their sizes. */
        private final Map<PackId, Long> unread;

        private final Set<PackId> collected;
        private final List<SubtreeProof.Candidate> nodes = new ArrayList<>();
        private final List<SubtreeProof.Candidate> unproven = new ArrayList<>();

        /** Something that was there when nodes were proven is gone: none of those proofs holds. */
        private boolean shaken;

        Loading(Map<PackId, Long> present, Set<PackId> collected) {
            this.unread = present;
            this.collected = collected;
        }

        @Override
        public void pack(Pack pack, boolean proven) {
            if (unread.remove(pack.id(), pack.sizeBytes())) {
                add(pack, proven);
            } else if (!collected.contains(pack.id()) && index.pack(pack.id()).isEmpty()) {
                shaken = true;
                warnings.add("pack " + pack.id() + " of " + pack.sizeBytes() + " bytes is gone");
            }
        }

        @Override
        public void disclaimed(RecordKind kind, Digest digest) {
            index.disclaim(kind, digest);
        }

        /** Reads the footers of what the file did not know; returns the packs that it should. */
        List<Pack> readRest(PackReader reader, PackInspector inspector) throws IOException {
            var read = new ArrayList<Pack>();
            var damaged = new ArrayList<Footers.Footer>();
            for (var footer : Footers.read(unread, reader)) {
                if (footer.pack().isPresent()) {
                    add(footer.pack().get(), false);
                    read.add(footer.pack().get());
                } else {
                    damaged.add(footer);
                }
            }
            for (var footer : damaged) { // last: what was written again from there is looked for in its new place
                shaken = true;
                warnings.add("pack " + footer.id() + ": " + footer.damage() + "; its records were looked for");
                add(inspector.scan(footer.id(), footer.sizeBytes()), false);
            }
            return read;
        }

        private void add(Pack pack, boolean proven) {
            index.add(pack, collected.contains(pack.id()));
            var entries = pack.entries();
            for (int i = 0; entries.kind() == RecordKind.NODE && i < entries.count(); i++) {
                var node = new SubtreeProof.Candidate(entries.digest(i), entries.level(i));
                nodes.add(node);
                if (!proven) {
                    unproven.add(node);
                }
            }
        }

        /** Returns whether every node has its subtree. */
        boolean prove() throws IOException {
            var candidates = shaken ? nodes : unproven;
            candidates.forEach(node -> index.disclaim(RecordKind.NODE, node.digest()));
            var broken = proof.claimWhole(candidates);
            if (!broken.isEmpty()) {
                warnings.add(broken.size() + " nodes have something missing below them");
            }
            return broken.isEmpty();
        }
    }
}
