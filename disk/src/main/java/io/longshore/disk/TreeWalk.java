package io.longshore.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks a disk from its first block to its last and yields what is there: blocks with data, runs of zeros, and subtrees
 * that the caller knows and wants no further look into. Together the extents cover the disk without a gap. Reads each
 * node when the walk comes to it, and none of zeros. Not thread-safe.
 */
public final class TreeWalk {
    private final NodeSource nodes;
    private final Predicate<Digest> known;
    private final long firstBlock;
    private final long endBlock;
    private final Deque<Cursor> path = new ArrayDeque<>();

    /** Met, but zeros before it had to be yielded first; or the root, before the first step. */
    private @Nullable Subtree held;

    /** Where the next subtree begins. */
    private long position;

    private long yieldedTo;

    private TreeWalk(DiskIdentity disk, NodeSource nodes, Predicate<Digest> known, long firstBlock, long endBlock) {
        this.nodes = nodes;
        this.known = known;
        this.firstBlock = firstBlock;
        this.endBlock = endBlock;
        this.yieldedTo = firstBlock;
        this.held = new Subtree(disk.depth(), disk.root());
    }

    /** Yields every block with data and every run of zeros. */
    public static TreeWalk over(DiskIdentity disk, NodeSource nodes) {
        return over(disk, nodes, _ -> false);
    }

    /**
     * Yields a {@link Extent.Subtree} in place of each subtree whose node {@code known} accepts, and does not read it. A
     * copy gives a test for what its destination has.
     */
    public static TreeWalk over(DiskIdentity disk, NodeSource nodes, Predicate<Digest> known) {
        return new TreeWalk(disk, nodes, known, 0, disk.blocks());
    }

    /**
     * Yields the blocks with data and the runs of zeros of a range, cut at its ends: the blocks from {@code firstBlock} on
     * and before {@code endBlock}. Reads no node that is not above one of them.
     *
     * @throws IllegalArgumentException when the range goes beyond the disk
     */
    public static TreeWalk over(DiskIdentity disk, NodeSource nodes, long firstBlock, long endBlock) {
        if (firstBlock < 0 || endBlock < firstBlock || endBlock > disk.blocks()) {
            throw new IllegalArgumentException("range: blocks " + firstBlock + " to " + endBlock
                    + " (expected: ascending, within 0 to " + disk.blocks() + ")");
        }
        return new TreeWalk(disk, nodes, _ -> false, firstBlock, endBlock);
    }

    /** The next extent, in ascending order; null at the end of the disk or range. */
    public @Nullable Extent next() throws IOException {
        skipToStart();
        long zerosFrom = yieldedTo;
        while (position < endBlock) {
            var subtree = nextSubtree();
            if (subtree.isZeros()) {
                position += subtree.blocks();
            } else if (subtree.level() > 0 && !known.test(subtree.digest())) {
                path.push(new Cursor(nodes.node(subtree.level(), subtree.digest())));
            } else if (position > zerosFrom) {
                held = subtree;
                yieldedTo = position;
                return new Extent.Zeros(zerosFrom, position - zerosFrom);
            } else {
                position += subtree.blocks();
                yieldedTo = position;
                return subtree.at(zerosFrom);
            }
        }
        yieldedTo = endBlock;
        return zerosFrom < endBlock ? new Extent.Zeros(zerosFrom, endBlock - zerosFrom) : null;
    }

    /** Passes over what lies wholly before the range, unread. */
    private void skipToStart() throws IOException {
        while (position < firstBlock && position < endBlock) {
            var subtree = nextSubtree();
            if (position + subtree.blocks() <= firstBlock || subtree.isZeros()) {
                position += subtree.blocks();
            } else {
                path.push(new Cursor(nodes.node(subtree.level(), subtree.digest())));
            }
        }
    }

    private Subtree nextSubtree() {
        var first = held;
        if (first != null) {
            held = null;
            return first;
        }
        while (path.element().done()) {
            path.pop();
        }
        return path.element().next();
    }

    /** A block (level 0) or a node, not looked into. */
    private record Subtree(int level, Digest digest) {
        boolean isZeros() {
            return digest.equals(DiskTree.zeros(level));
        }

        long blocks() {
            return DiskTree.blocksOfLevel(level);
        }

        Extent at(long firstBlock) {
            return level == 0 ? new Extent.Block(firstBlock, digest) : new Extent.Subtree(firstBlock, level, digest);
        }
    }

    /** A node and the child that comes next. */
    private static final class Cursor {
        private final TreeNode node;
        private int child;

        Cursor(TreeNode node) {
            this.node = node;
        }

        boolean done() {
            return child == DiskTree.FAN_OUT;
        }

        Subtree next() {
            return new Subtree(node.level() - 1, node.child(child++));
        }
    }
}
