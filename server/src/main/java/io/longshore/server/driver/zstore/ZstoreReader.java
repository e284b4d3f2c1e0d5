package io.longshore.server.driver.zstore;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.zstore.index.RecordStore;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.pack.PackLayout;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one disk of a zstore. What turns out to be damaged is not counted on by any writer from then on. */
final class ZstoreReader implements DiskReader {
    /** Enough for each of some readers at once to find its path from the root. */
    private static final int KEPT_NODES = 64;

    private final DiskIdentity disk;
    private final StorageIndex index;
    private final BlockCodec codec;
    private final BlockBuffers rangeBuffers;

    private final Map<Digest, TreeNode> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, TreeNode> eldest) {
            return size() > KEPT_NODES;
        }
    };

    ZstoreReader(DiskIdentity disk, StorageIndex index, BlockCodec codec, BlockBuffers rangeBuffers) {
        this.disk = disk;
        this.index = index;
        this.codec = codec;
        this.rangeBuffers = rangeBuffers;
    }

    @Override
    public DiskIdentity disk() {
        return disk;
    }

    @Override
    public TreeNode node(int level, Digest digest) throws IOException {
        TreeNode node;
        try {
            node = index.records().node(digest);
        } catch (CorruptBlockException e) {
            index.disclaim(RecordKind.NODE, digest);
            throw e;
        }
        if (node.level() != level) {
            throw new CorruptBlockException(
                    digest, "tree", 0, "node of level " + node.level() + " (expected: " + level + ")");
        }
        return node;
    }

    @Override
    public EncodedBlock block(long index, Digest digest, BlockBuffer buffer) throws IOException {
        boolean read = false;
        try {
            var found = found(digest, buffer.bytes());
            var header = found.header();
            var payload = buffer.bytes().slice(PackLayout.UNIT_BYTES, header.storedBytes());
            try {
                codec.verify(digest, header.compression(), payload, header.plainBytes());
            } catch (IOException e) {
                throw damaged(found, e);
            }
            read = true;
            return new EncodedBlock(
                    digest,
                    header.compression(),
                    header.plainBytes(),
                    PackLayout.UNIT_BYTES,
                    header.storedBytes(),
                    buffer);
        } finally {
            if (!read) {
                buffer.close();
            }
        }
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        if (offset < 0 || offset + target.remaining() > disk.lengthBytes()) {
            throw new EOFException("range: " + target.remaining() + " bytes at " + offset + " (expected: within "
                    + disk.lengthBytes() + ")");
        }
        long position = offset;
        while (target.hasRemaining()) {
            long block = position / DiskTree.BLOCK_BYTES;
            int from = (int) (position % DiskTree.BLOCK_BYTES);
            int length = Math.min(target.remaining(), DiskTree.BLOCK_BYTES - from);
            readBlock(leaf(block), from, length, target);
            position += length;
        }
    }

    /** The digest of the block at an index. */
    private Digest leaf(long block) throws IOException {
        var digest = disk.root();
        for (int level = disk.depth(); level > 0; level--) {
            if (digest.equals(DiskTree.zeros(level))) {
                return DiskTree.zeros(0);
            }
            int child = (int) (block / DiskTree.blocksOfLevel(level - 1)) % DiskTree.FAN_OUT;
            digest = keptNode(level, digest).child(child);
        }
        return digest;
    }

    private TreeNode keptNode(int level, Digest digest) throws IOException {
        synchronized (kept) {
            var node = kept.get(digest);
            if (node != null && node.level() == level) {
                return node;
            }
        }
        var node = node(level, digest);
        synchronized (kept) {
            kept.put(digest, node);
        }
        return node;
    }

    private void readBlock(Digest digest, int from, int length, ByteBuffer target) throws IOException {
        if (digest.equals(DiskTree.zeros(0))) {
            BlockCodec.putZeros(length, target);
            return;
        }
        try (var buffer = rangeBuffers.takeUninterruptibly()) {
            var found = found(digest, buffer.bytes());
            var header = found.header();
            var payload = buffer.bytes().slice(PackLayout.UNIT_BYTES, header.storedBytes());
            try {
                codec.decodeRange(digest, header.compression(), payload, header.plainBytes(), from, length, target);
            } catch (IOException e) {
                throw damaged(found, e);
            }
        }
    }

    private RecordStore.Found found(Digest digest, ByteBuffer target) throws IOException {
        try {
            return index.records().read(RecordKind.BLOCK, digest, target);
        } catch (CorruptBlockException e) {
            index.disclaim(RecordKind.BLOCK, digest);
            throw e;
        }
    }

    private CorruptBlockException damaged(RecordStore.Found found, IOException cause) throws IOException {
        var digest = found.header().digest();
        index.disclaim(RecordKind.BLOCK, digest);
        var location = found.location();
        var failure = new CorruptBlockException(
                digest, location.pack().key().path(), location.offset(), String.valueOf(cause.getMessage()));
        failure.initCause(cause);
        return failure;
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
