package io.longshore.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A disk made of the blocks that a test names, with its nodes, and a note of which of them were read. */
final class BuiltDisk implements NodeSource {
    final SortedMap<Long, Digest> blocks;
    final DiskIdentity identity;
    final List<TreeNode> emitted = new ArrayList<>();
    final List<Digest> read = new ArrayList<>();
    private final Map<Digest, TreeNode> nodes = new HashMap<>();

    BuiltDisk(long lengthBytes, Map<Long, Digest> blocks) throws IOException, InterruptedException {
        this.blocks = new TreeMap<>(blocks);
        var builder = new TreeBuilder(node -> {
            emitted.add(node);
            nodes.put(node.digest(), node);
        });
        for (var block : this.blocks.entrySet()) {
            builder.addZeros(block.getKey() - builder.position());
            builder.add(block.getValue());
        }
        identity = builder.finish(lengthBytes);
    }

    @Override
    public TreeNode node(int level, Digest digest) throws IOException {
        read.add(digest);
        var node = nodes.get(digest);
        if (node == null || node.level() != level) {
            throw new IOException("no node of level " + level + " " + digest);
        }
        return node;
    }

    /** The digest of a block whose first {@code length} bytes are {@code value}, the others zeros. */
    static Digest filled(int value, int length) {
        var bytes = new byte[DiskTree.BLOCK_BYTES];
        java.util.Arrays.fill(bytes, 0, length, (byte) value);
        return Digest.sha256(bytes);
    }

    static Digest filled(int value) {
        return filled(value, DiskTree.BLOCK_BYTES);
    }
}
