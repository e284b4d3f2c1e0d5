package io.longshore.server.driver.zstore;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Compression;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.FirstFailure;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.gc.Epochs.Lease;
import io.longshore.server.driver.zstore.gc.Reserve;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackWriter;
import io.longshore.server.driver.zstore.pack.RecordHeader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * One session's open packs: two of blocks, so that one can be filled while the other is flushed, and one of nodes.
 *
 * <p>The order: a pack of nodes is sealed after the packs of every block put before it; nodes are put children first and
 * sealed in the order in which they were put. So at no time is there a node on the storage that lacks something below.
 *
 * <table>
 *   <caption>What is held when</caption>
 *   <tr><td>a stripe</td><td>from the look-up of a block to its write: the same block is written once</td></tr>
 *   <tr><td>a slot</td><td>while its pack is written, or sealed because it is full; taken after a stripe, never before</td></tr>
 *   <tr><td>{@code nodes}</td><td>while a node is put or anything is sealed by request; taken before all slots</td></tr>
 * </table>
 */
final class PackSink {
    private static final int BLOCK_WRITERS = 2;
    private static final int STRIPES = 256;

    /** Hears of packs. */
    interface Listener extends PackWriter.Sealing {
        void sealed(Pack pack);
    }

    private final BlobStore blobs;
    private final UUID storage;
    private final StorageIndex index;
    private final BlockCodec codec;
    private final Lease lease;
    private final Reserve reserve;

    /** What had been found bad before anything was looked up here. */
    private final long seen;

    private final Listener listener;
    private final FirstFailure firstFailure;

    private final Object[] stripes = new Object[STRIPES];
    /** The one used last comes first: packs fill one after the other, and are not flushed at the same time. */
    private final BlockingDeque<Slot> slots = new LinkedBlockingDeque<>(BLOCK_WRITERS);

    private final Object nodes = new Object();

    /** Given away by their slots, and not sealed yet. */
    private final Set<PackWriter> unfinished = ConcurrentHashMap.newKeySet();

    private final Slot nodeSlot = new Slot(RecordKind.NODE);
    private final ByteBuffer nodeRoom = ByteBuffer.allocateDirect(TreeNode.BYTES);

    /** Written, but not sealed and so not in the index. */
    private final Set<Digest> unsealedBlocks = ConcurrentHashMap.newKeySet();

    private final Set<Digest> unsealedNodes = ConcurrentHashMap.newKeySet();

    PackSink(
            BlobStore blobs,
            UUID storage,
            StorageIndex index,
            BlockCodec codec,
            Lease lease,
            Reserve reserve,
            Listener listener,
            FirstFailure firstFailure) {
        this.blobs = blobs;
        this.storage = storage;
        this.index = index;
        this.codec = codec;
        this.lease = lease;
        this.reserve = reserve;
        this.seen = index.disclaims();
        this.listener = listener;
        this.firstFailure = firstFailure;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Object();
        }
        for (int i = 0; i < BLOCK_WRITERS; i++) {
            slots.add(new Slot(RecordKind.BLOCK));
        }
    }

    boolean hasBlock(Digest digest) {
        // In this order: what is sealed in between goes from the first to the second.
        return unsealedBlocks.contains(digest) || index.blocks().claims(RecordKind.BLOCK, digest, lease.epoch());
    }

    boolean hasNode(Digest digest) {
        return unsealedNodes.contains(digest) || index.blocks().claims(RecordKind.NODE, digest, lease.epoch());
    }

    boolean putBlock(EncodedBlock block) throws IOException, InterruptedException {
        var digest = block.digest();
        synchronized (stripes[(int) digest.fourth() & (STRIPES - 1)]) {
            if (hasBlock(digest)) {
                return false;
            }
            var header = new RecordHeader(
                    RecordKind.BLOCK, 0, block.compression(), block.storedBytes(), block.plainBytes(), digest);
            var slot = slots.take();
            try {
                slot.append(header, block.stored());
                unsealedBlocks.add(digest);
                if (slot.full()) {
                    slot.seal();
                }
            } finally {
                slots.addFirst(slot);
            }
            return true;
        }
    }

    boolean putNode(TreeNode node) throws IOException, InterruptedException {
        synchronized (nodes) {
            if (hasNode(node.digest())) {
                return false;
            }
            checkChildren(node);
            var plain = nodeRoom.clear().put(node.payload()).flip();
            var smaller = codec.compress(plain);
            var stored = smaller.map(ByteBuffer::wrap).orElse(plain);
            var header = new RecordHeader(
                    RecordKind.NODE,
                    node.level(),
                    smaller.isPresent() ? Compression.ZSTD : Compression.NONE,
                    stored.remaining(),
                    TreeNode.BYTES,
                    node.digest());
            nodeSlot.append(header, stored);
            unsealedNodes.add(node.digest());
            index.records().remember(node);
            if (nodeSlot.full()) {
                sealAll();
            }
            return true;
        }
    }

    private void checkChildren(TreeNode node) {
        for (int i = 0; i < DiskTree.FAN_OUT; i++) {
            var child = node.child(i);
            if (!node.childIsZeros(i) && !(node.level() == 1 ? hasBlock(child) : hasNode(child))) {
                throw new IllegalStateException(
                        node + ": child " + i + " " + child + " is not there (expected: put before its parent)");
            }
        }
    }

    /** Returns when all that was put before is durable. */
    void seal() throws IOException, InterruptedException {
        synchronized (nodes) {
            sealAll();
        }
    }

    private void sealAll() throws IOException, InterruptedException {
        firstFailure.check(); // a pack that could not be sealed is given away: nobody may think that all is durable
        for (var open : detach()) {
            seal(open);
        }
        nodeSlot.seal();
    }

    /** Nothing can be put for this moment alone: who puts goes on with new packs while these are sealed. */
    private List<PackWriter> detach() throws InterruptedException {
        var taken = new ArrayList<Slot>();
        try {
            while (taken.size() < BLOCK_WRITERS) {
                taken.add(slots.take());
            }
            return taken.stream().flatMap(slot -> slot.detach().stream()).toList();
        } finally {
            slots.addAll(taken);
        }
    }

    private void seal(PackWriter open) throws IOException {
        firstFailure.check();
        try {
            var sealed = open.seal(listener);
            unfinished.remove(open);
            open.close();
            index.add(sealed, Optional.of(lease.task()), lease.epoch(), seen);
            var unsealed = sealed.entries().kind() == RecordKind.BLOCK ? unsealedBlocks : unsealedNodes;
            for (int i = 0; i < sealed.entries().count(); i++) {
                unsealed.remove(sealed.entries().digest(i));
            }
            listener.sealed(sealed);
        } catch (IOException | RuntimeException e) {
            firstFailure.note(e);
            throw e;
        }
    }

    /** Drops what is not sealed; returns how many bytes of blocks that was, once decoded. */
    long discard() throws IOException {
        synchronized (nodes) {
            long lost = 0;
            List<Slot> idle = new ArrayList<>();
            slots.drainTo(idle);
            for (var slot : idle) {
                lost += slot.discard();
            }
            nodeSlot.discard();
            for (var pack : unfinished) {
                pack.close();
                lost += pack.holds(RecordKind.BLOCK) ? pack.plainBytes() : 0;
            }
            unfinished.clear();
            return lost;
        }
    }

    /**
     * A place for one open pack after the other. After a failure of any of them nothing is written to the others: the one that failed
     * may have half a record or its footer already, and waits for {@link #discard}.
     */
    private final class Slot {
        private final RecordKind kind;
        private @Nullable PackWriter pack;

        Slot(RecordKind kind) {
            this.kind = kind;
        }

        void append(RecordHeader header, ByteBuffer stored) throws IOException {
            firstFailure.check();
            try {
                reserve.checkRoom();
                var open = pack;
                if (open == null) {
                    open = new PackWriter(blobs, storage, kind, Uuids.of(lease.task()));
                    pack = open;
                }
                open.append(header, stored);
            } catch (IOException | RuntimeException e) {
                firstFailure.note(e);
                throw e;
            }
        }

        boolean full() {
            var open = pack;
            return open != null && open.full();
        }

        void seal() throws IOException {
            var open = detach();
            if (open.isPresent()) {
                PackSink.this.seal(open.get());
            }
        }

        /** Gives its pack away, if one is open. */
        Optional<PackWriter> detach() {
            var open = Optional.ofNullable(pack);
            open.ifPresent(unfinished::add);
            pack = null;
            return open;
        }

        long discard() throws IOException {
            var open = pack;
            pack = null;
            if (open == null) {
                return 0;
            }
            open.close();
            return open.plainBytes();
        }
    }
}
