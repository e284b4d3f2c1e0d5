package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.driver.zstore.pack.RecordHeader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads blocks and nodes by their digests, wherever the index says they lie. Thread-safe. */
public final class RecordStore {
    private static final int NODE_ROOM_BYTES = 64 + TreeNode.BYTES + 64;

    private final BlockIndex index;
    private final PackReader packs;
    private final Optional<NodeCache> nodes;
    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    RecordStore(BlockIndex index, PackReader packs, Optional<NodeCache> nodes) {
        this.index = index;
        this.packs = packs;
        this.nodes = nodes;
    }

    /** A record that was read, and where it lay. */
    public record Found(RecordHeader header, Location location) {}

    /**
     * Reads a record's header and payload into {@code target}, which has room for them, from index 0 on. Whether the
     * payload fits its digest is the caller's to check.
     *
     * @throws CorruptBlockException when it is damaged or missing
     */
    public Found read(RecordKind kind, Digest digest, ByteBuffer target) throws IOException {
        for (var location = locate(kind, digest); ; ) {
            try {
                return read(location, digest, target);
            } catch (NoSuchFileException _) {
                // a collection of garbage may have moved it since it was looked up
                var again = locate(kind, digest);
                if (again.pack().equals(location.pack())) {
                    if (!index.lookElsewhere(kind, digest, location.pack())) {
                        throw gone(digest, location);
                    }
                    again = locate(kind, digest);
                }
                location = again;
            } catch (CorruptBlockException e) {
                if (!index.lookElsewhere(kind, digest, location.pack())) {
                    throw e;
                }
                location = locate(kind, digest);
            }
        }
    }

    /** Reads a node and checks it: one that is on the storage, from this machine where it is remembered. */
    public TreeNode node(Digest digest) throws IOException {
        if (nodes.isEmpty()) {
            return storedNode(digest);
        }
        locate(RecordKind.NODE, digest);
        var remembered = nodes.get().find(digest);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        var node = storedNode(digest);
        remember(node);
        return node;
    }

    /** Remembers a node that was read or written, where that is worth it. */
    public void remember(TreeNode node) {
        nodes.ifPresent(cache -> cache.keep(node));
    }

    /** Reads a node from the storage itself. */
    TreeNode storedNode(Digest digest) throws IOException {
        var pooled = idle.poll();
        var room = pooled != null ? pooled : ByteBuffer.allocateDirect(NODE_ROOM_BYTES);
        try {
            var location = locate(RecordKind.NODE, digest);
            if (location.storedBytes() > NODE_ROOM_BYTES - 64) {
                throw new CorruptBlockException(
                        digest, location.pack().key().path(), location.offset(), "longer than any node");
            }
            var found = read(RecordKind.NODE, digest, room);
            return packs.node(found.location().pack(), found.location().offset(), found.header(), room);
        } finally {
            idle.add(room);
        }
    }

    private Found read(Location location, Digest digest, ByteBuffer target) throws IOException {
        return new Found(
                packs.read(location.pack(), location.offset(), location.storedBytes(), digest, target), location);
    }

    private Location locate(RecordKind kind, Digest digest) throws CorruptBlockException {
        return index.find(kind, digest)
                .orElseThrow(() -> new CorruptBlockException(digest, "packs", 0, "missing (expected: in one of them)"));
    }

    private static CorruptBlockException gone(Digest digest, Location location) {
        return new CorruptBlockException(
                digest, location.pack().key().path(), location.offset(), "the pack is gone (expected: there)");
    }
}
