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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The index of one storage and the file that remembers it. Opening compares it with the packs that are really there: what
 * a footer says enters, from the file where it has it; a node enters as claimed when its subtree is whole.
 */
public final class StorageIndex implements AutoCloseable {
    /** So many packs that are gone are named, and looked for elsewhere. */
    private static final int MOST_GONE = 1_000;

    private final BlockIndex index;
    private final RecordStore records;
    private final SubtreeProof proof;
    private final FooterCache cache;
    private final Optional<NodeCache> nodes;
    private final List<String> warnings = new ArrayList<>();

    /** How often something was found bad. */
    private final AtomicLong disclaims = new AtomicLong();

    /**
     * Opens the index of a storage.
     *
     * @param file where to remember it: outside the storage, may be absent. Nodes of a storage on another machine are
     *     remembered beside it
     * @param epoch the storage's epoch
     * @param collected the highest epoch that collected garbage, which may be an earlier one: what is remembered must be of it
     * @param condemned every pack that is condemned, or was and may be gone, with the epoch that did it
     */
    public StorageIndex(
            BlobStore blobs,
            UUID storage,
            PackReader reader,
            PackInspector inspector,
            Path file,
            long epoch,
            long collected,
            Map<PackId, Long> condemned)
            throws IOException {
        this.index = new BlockIndex(epoch);
        this.nodes = blobs.remote()
                ? Optional.of(new NodeCache(file.resolveSibling(file.getFileName() + ".nodes"), NodeCache.PLACES))
                : Optional.empty();
        this.records = new RecordStore(index, reader, nodes);
        this.proof = new SubtreeProof(index, records::storedNode, records::node);
        var loading = new Loading(packsOn(blobs), condemned);
        boolean opened = false;
        this.cache = FooterCache.open(file, storage, collected, loading);
        try {
            loading.readRest(reader, inspector);
            loading.prove();
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

    /** How often something was found bad until now; what is looked up from now on was not. */
    public long disclaims() {
        return disclaims.get();
    }

    /**
     * Adds a pack that was sealed just now, each of whose nodes had its whole subtree on the storage when it was looked up. What was found bad since may lie
     * below: then the nodes are looked at once more.
     *
     * @param writer the task or upload that wrote it; empty for what a collection of garbage wrote
     * @param lease the epoch of the lease under which it was written
     * @param seen {@link #disclaims} before the first look-up; 0 for who looked nothing up
     */
    public synchronized void add(Pack pack, Optional<UUID> writer, long lease, long seen) throws IOException {
        index.add(pack, writer, lease);
        // After the index has it: what is found bad from here on finds these nodes above it.
        boolean whole = pack.entries().kind() == RecordKind.BLOCK || disclaims.get() == seen || proveAgain(pack);
        cache.append(pack, writer, whole && lease >= index.epoch());
    }

    private boolean proveAgain(Pack pack) throws IOException {
        var broken = prove(List.of(pack));
        disclaimAbove(broken); // somebody may have counted on one of them by now
        return broken.isEmpty();
    }

    private void disclaimAbove(Collection<Digest> bad) throws IOException {
        if (!bad.isEmpty()) {
            disclaims.incrementAndGet();
            for (var above : proof.disclaimAbove(bad)) {
                cache.appendDisclaimed(RecordKind.NODE, above);
            }
        }
    }

    /** Claims those nodes of some packs that have their subtrees, and returns the others. */
    private List<Digest> prove(List<Pack> packs) throws IOException {
        var candidates = new ArrayList<SubtreeProof.Candidate>();
        for (var pack : packs) {
            var entries = pack.entries();
            for (int i = 0; i < entries.count(); i++) {
                candidates.add(new SubtreeProof.Candidate(entries.digest(i), entries.level(i)));
            }
        }
        candidates.forEach(node -> index.disclaim(RecordKind.NODE, node.digest()));
        return proof.claimWhole(candidates);
    }

    /** Notes what an epoch condemned: nobody whose lease has it or a later one counts on these packs any more. */
    public synchronized void condemn(long epoch, Collection<PackId> packs) {
        index.condemn(epoch, packs);
    }

    /** Has something looked for in another place, since what lies in this pack is damaged; false where no other is known. */
    public boolean lookElsewhere(RecordKind kind, Digest digest, PackId damaged) {
        return index.lookElsewhere(kind, digest, damaged);
    }

    /** Takes back the claim on something that was found bad or missing, and on every node above it. */
    public void disclaim(RecordKind kind, Digest digest) throws IOException {
        disclaim(kind, List.of(digest));
    }

    /** The same for several, with one look at the nodes for all of them. */
    public void disclaim(RecordKind kind, Collection<Digest> digests) throws IOException {
        var bad = new ArrayList<Digest>();
        for (var digest : digests) {
            if (disclaimed(kind, digest)) {
                bad.add(digest);
            }
        }
        disclaimAbove(bad);
    }

    /**
     * Here and in the file in one order with what is added: nodes that are added later are looked at once more, nodes that were added before are found above it. False for what
     * was found bad before.
     */
    private synchronized boolean disclaimed(RecordKind kind, Digest digest) {
        boolean news = index.find(kind, digest).isEmpty() || index.disclaim(kind, digest);
        if (news) {
            disclaims.incrementAndGet();
            cache.appendDisclaimed(kind, digest);
        }
        return news;
    }

    /** Takes back the claim on all that packs held which are gone, and on every node above; the next opening sees for itself. */
    public void disclaim(List<PackId> gone) throws IOException {
        var digests = gone.isEmpty() ? Set.<Digest>of() : index.disclaim(gone);
        disclaims.incrementAndGet();
        if (!digests.isEmpty()) {
            proof.disclaimAbove(digests);
        }
    }

    /** What a pack has that is looked for there and nowhere else. Goes through all that is known: for packs that are damaged. */
    public Map<Digest, Location> located(PackId pack) {
        return index.located(pack);
    }

    /**
     * Notes, before the first delete, that this epoch collects garbage. What is remembered holds for it, but for nodes that
     * were not proven since it condemned: the next opening sees for itself.
     */
    public synchronized void reachEpoch(long epoch) throws IOException {
        var unproven = index.packs().stream()
                .filter(pack -> pack.kind() == RecordKind.NODE && !pack.condemned() && pack.provenAt() < epoch)
                .map(IndexedPack::id)
                .toList();
        cache.reachEpoch(epoch, unproven);
    }

    /** The packs that a storage lists, with their bytes. */
    public static Map<PackId, Long> packsOn(BlobStore blobs) throws IOException {
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

        private final Map<PackId, Long> condemned;
        private final List<Pack> nodePacks = new ArrayList<>();

        /** Those of them whose proofs are remembered. */
        private final Set<PackId> proven = new HashSet<>();

        /** Those of them whose footers were read just now. */
        private final List<Pack> readNodePacks = new ArrayList<>();

        /** Packs that should be there and are not: the first ones. */
        private final List<Pack> gone = new ArrayList<>();

        private long moreGone;

        /** Something that was there when nodes were proven is gone: none of those proofs holds. */
        private boolean shaken;

        /** The file knew of packs: what is gone would be noticed. */
        private boolean remembered;

        Loading(Map<PackId, Long> present, Map<PackId, Long> condemned) {
            this.unread = present;
            this.condemned = condemned;
        }

        @Override
        public void pack(Pack pack, Optional<UUID> writer, boolean provenThen) {
            remembered = true;
            if (unread.remove(pack.id(), pack.sizeBytes())) {
                add(pack, writer);
                if (provenThen && ofNodes(pack)) {
                    proven.add(pack.id());
                }
            } else if (!condemned.containsKey(pack.id())
                    && index.pack(pack.id()).isEmpty()) {
                shaken = true;
                if (gone.size() < MOST_GONE) {
                    gone.add(pack);
                } else {
                    moreGone++;
                }
            }
        }

        @Override
        public void unproven(PackId pack) {
            proven.remove(pack);
        }

        @Override
        public void disclaimed(RecordKind kind, Digest digest) {
            index.disclaim(kind, digest);
            disclaims.incrementAndGet();
        }

        /** Reads the footers of what the file did not know, and has it remember them; those of nodes once they are proven. */
        void readRest(PackReader reader, PackInspector inspector) throws IOException {
            var damaged = new ArrayList<Footers.Footer>();
            Footers.read(unread, reader, footer -> {
                if (footer.pack().isPresent()) {
                    enter(footer.pack().get());
                } else {
                    damaged.add(footer);
                }
            });
            for (var footer : damaged) { // last: what was written again from there is looked for in its new place
                shaken = true;
                warnings.add("pack " + footer.id() + ": " + footer.damage() + "; its records were looked for");
                add(inspector.scan(footer.id(), footer.sizeBytes()), Optional.empty());
            }
        }

        private void enter(Pack pack) {
            add(pack, Optional.empty());
            if (ofNodes(pack)) {
                readNodePacks.add(pack);
            } else {
                cache.append(pack, Optional.empty(), true);
            }
        }

        private void add(Pack pack, Optional<UUID> writer) {
            var epoch = condemned.get(pack.id());
            index.add(pack, writer, index.epoch());
            if (epoch != null) {
                index.condemn(epoch, List.of(pack.id()));
            }
            if (ofNodes(pack)) {
                nodePacks.add(pack);
            }
        }

        private static boolean ofNodes(Pack pack) {
            return pack.entries().kind() == RecordKind.NODE;
        }

        /** Claims what has its subtree, condemned or not: who counts on it is waited for. */
        void prove() throws IOException {
            var broken = StorageIndex.this.prove(nodePacks.stream()
                    .filter(pack -> shaken || !proven.contains(pack.id()))
                    .toList());
            broken.removeIf(node -> !staying(node));
            gone.stream()
                    .filter(pack -> !foundElsewhere(pack))
                    .forEach(pack -> warnings.add("pack " + pack.id() + " of " + pack.sizeBytes() + " bytes is gone"));
            if (moreGone > 0) {
                warnings.add(moreGone + " packs more are gone");
            }
            // Where nothing got lost they are of a writer that was cut off, and what was below them was collected:
            // garbage themselves.
            if (!broken.isEmpty() && (shaken || !remembered)) {
                warnings.add(broken.size() + " nodes have something missing below them");
            }
            readNodePacks.forEach(pack -> cache.append(pack, Optional.empty(), broken.isEmpty()));
            claimMended();
        }

        /** Claims nodes again that stood above something bad which was written anew: for another disk, or by a healing that a crash cut off before it came to them. */
        private void claimMended() throws IOException {
            var disclaimed = new ArrayList<SubtreeProof.Candidate>();
            for (var pack : nodePacks) {
                var entries = pack.entries();
                for (int i = 0; i < entries.count(); i++) {
                    if (!index.sound(RecordKind.NODE, entries.digest(i))) {
                        disclaimed.add(new SubtreeProof.Candidate(entries.digest(i), entries.level(i)));
                    }
                }
            }
            var _ = proof.claimWhole(disclaimed);
        }

        /** Whether all that a pack held was written again since. */
        private boolean foundElsewhere(Pack pack) {
            var entries = pack.entries();
            return IntStream.range(0, entries.count()).allMatch(i -> index.sound(entries.kind(), entries.digest(i)));
        }

        private boolean staying(Digest node) {
            return index.find(RecordKind.NODE, node)
                    .flatMap(location -> index.pack(location.pack()))
                    .filter(pack -> !pack.condemned())
                    .isPresent();
        }
    }
}
