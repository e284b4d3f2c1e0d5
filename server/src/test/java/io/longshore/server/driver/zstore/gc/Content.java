package io.longshore.server.driver.zstore.gc;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.Compression;
import io.longshore.server.driver.EncodedBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small disk, made of blocks that differ in their first byte. What takes a moment to compute is computed once for all runs.
 *
 * @param values the blocks' first bytes, from the disk's start on
 */
record Content(List<Integer> values) {
    private static final Map<Integer, Digest> DIGESTS = new ConcurrentHashMap<>();
    private static final Map<Content, TreeNode> ROOTS = new ConcurrentHashMap<>();

    Content {
        values = List.copyOf(values);
    }

    static Content of(Integer... values) {
        return new Content(List.of(values));
    }

    static Digest digest(int value) {
        return DIGESTS.computeIfAbsent(value, first -> {
            var block = new byte[DiskTree.BLOCK_BYTES];
            block[0] = (byte) first.intValue();
            return Digest.sha256(block);
        });
    }

    /** A block's first byte is all that is stored of it. */
    static EncodedBlock encoded(int value, BlockBuffers buffers) throws InterruptedException {
        var buffer = buffers.take();
        buffer.bytes().put(0, (byte) value);
        return new EncodedBlock(digest(value), Compression.NONE, 1, 0, 1, buffer);
    }

    static ByteBuffer stored(int value) {
        return ByteBuffer.allocateDirect(1).put(0, (byte) value);
    }

    TreeNode root() {
        return ROOTS.computeIfAbsent(this, content -> {
            var children = new ArrayList<Digest>();
            content.values().forEach(value -> children.add(digest(value)));
            var zeros = new Digest[DiskTree.FAN_OUT - children.size()];
            Arrays.fill(zeros, DiskTree.zeros(0));
            children.addAll(Arrays.asList(zeros));
            return TreeNode.of(1, children);
        });
    }

    DiskIdentity identity() {
        return new DiskIdentity((long) values.size() * DiskTree.BLOCK_BYTES, root().digest());
    }
}
