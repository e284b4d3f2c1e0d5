package io.longshore.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a disk's tree from its blocks in ascending order. Each completed node that is not all zeros goes to a sink,
 * children before parents. Zeros cost a step per subtree, not per block: an empty TiB takes some four steps. Holds at
 * most 256 digests a level. Not thread-safe.
 */
public final class TreeBuilder {
    private final NodeSink sink;

    /** At {@code n}: the children of level {@code n} that their parent, not complete yet, has so far. */
    private final List<List<Digest>> open = new ArrayList<>();

    private long position;

    public TreeBuilder(NodeSink sink) {
        this.sink = sink;
        for (int level = 0; level <= DiskTree.MAX_DEPTH; level++) {
            open.add(new ArrayList<>());
        }
    }

    /** Goes on where another builder stood when it wrote {@code state}; what that one gave its sink is not given again. */
    public static TreeBuilder resume(NodeSink sink, byte[] state) {
        var builder = new TreeBuilder(sink);
        var in = ByteBuffer.wrap(state);
        builder.position = in.getLong();
        for (var siblings : builder.open) {
            int count = Short.toUnsignedInt(in.getShort());
            for (int i = 0; i < count; i++) {
                siblings.add(Digest.at(in, in.position()));
                in.position(in.position() + Digest.BYTES);
            }
        }
        return builder;
    }

    /** What {@link #resume} needs to go on from here: at most some 40 KiB. */
    public byte[] state() {
        int digests = open.stream().mapToInt(List::size).sum();
        var out = ByteBuffer.allocate(Long.BYTES + open.size() * Short.BYTES + digests * Digest.BYTES);
        out.putLong(position);
        for (var siblings : open) {
            out.putShort((short) siblings.size());
            for (var digest : siblings) {
                digest.putAt(out, out.position());
                out.position(out.position() + Digest.BYTES);
            }
        }
        return out.array();
    }

    /** Index of the block that comes next. */
    public long position() {
        return position;
    }

    /** Adds the next block by the digest of its 1 MiB. */
    public void add(Digest block) throws IOException, InterruptedException {
        addSubtree(0, block);
    }

    /** Adds {@code blocks} blocks of zeros. */
    public void addZeros(long blocks) throws IOException, InterruptedException {
        long left = blocks;
        while (left > 0) {
            int level = 0;
            while (level < DiskTree.MAX_DEPTH && fits(level + 1, left)) {
                level++;
            }
            addSubtree(level, DiskTree.zeros(level));
            left -= DiskTree.blocksOfLevel(level);
        }
    }

    /**
     * Adds the next {@code 256^level} blocks by the digest of their subtree, whose nodes the sink is not given.
     *
     * @throws IllegalArgumentException when a subtree of this level can't begin at {@link #position}
     */
    public void addSubtree(int level, Digest digest) throws IOException, InterruptedException {
        DiskTree.checkLevel(level, 0, DiskTree.MAX_DEPTH);
        long blocks = DiskTree.blocksOfLevel(level);
        if (position % blocks != 0 || position + blocks > DiskTree.blocksOfLevel(DiskTree.MAX_DEPTH)) {
            throw new IllegalArgumentException(
                    "position: " + position + " (expected: a multiple of " + blocks + " in a disk's range)");
        }
        position += blocks;
        push(level, digest);
    }

    /** Adds an extent that begins at {@link #position}. */
    public void add(Extent extent) throws IOException, InterruptedException {
        if (extent.firstBlock() != position) {
            throw new IllegalArgumentException("firstBlock: " + extent.firstBlock() + " (expected: " + position + ")");
        }
        switch (extent) {
            case Extent.Block block -> add(block.digest());
            case Extent.Zeros zeros -> addZeros(zeros.blocks());
            case Extent.Subtree subtree -> addSubtree(subtree.level(), subtree.digest());
        }
    }

    /**
     * Completes the tree of a disk of {@code lengthBytes}; what was not added is zeros. The builder is spent then.
     *
     * @throws IllegalArgumentException when more was added than a disk of this length holds
     */
    public DiskIdentity finish(long lengthBytes) throws IOException, InterruptedException {
        int depth = DiskTree.depth(lengthBytes);
        long capacity = DiskTree.blocksOfLevel(depth);
        if (position > capacity) {
            throw new IllegalArgumentException(
                    "lengthBytes: " + lengthBytes + " (expected: enough for " + position + " blocks)");
        }
        addZeros(capacity - position);
        return new DiskIdentity(lengthBytes, open.get(depth).getFirst());
    }

    private boolean fits(int level, long left) {
        long blocks = DiskTree.blocksOfLevel(level);
        return blocks <= left && position % blocks == 0;
    }

    private void push(int level, Digest digest) throws IOException, InterruptedException {
        var siblings = open.get(level);
        siblings.add(digest);
        if (siblings.size() < DiskTree.FAN_OUT || level == DiskTree.MAX_DEPTH) {
            return;
        }
        var zeros = DiskTree.zeros(level);
        if (siblings.stream().allMatch(zeros::equals)) {
            siblings.clear();
            push(level + 1, DiskTree.zeros(level + 1));
            return;
        }
        var node = TreeNode.of(level + 1, siblings);
        siblings.clear();
        sink.accept(node);
        push(level + 1, node.digest());
    }
}
