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
    private final long endBlock;
    private final Deque<Cursor> path = new ArrayDeque<>();

    /** Met, but zeros before it had to be yielded first; or the root, before the first step. */
    private @Nullable Subtree held;

    private long position;

    private TreeWalk(DiskIdentity disk, NodeSource nodes, Predicate<Digest> known) {
        this.nodes = nodes;
        this.known = known;
        this.endBlock = disk.blocks();
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
        return new TreeWalk(disk, nodes, known);
    }

    /** The next extent, in ascending order; null at the end of the disk. */
    public @Nullable Extent next() throws IOException {
        long zerosFrom = position;
        while (position < endBlock) {
            var subtree = nextSubtree();
            if (subtree.isZeros()) {
                position += subtree.blocks();
            } else if (subtree.level() > 0 && !known.test(subtree.digest())) {
                path.push(new Cursor(nodes.node(subtree.level(), subtree.digest())));
            } else if (position > zerosFrom) {
                held = subtree;
                return new Extent.Zeros(zerosFrom, position - zerosFrom);
            } else {
                position += subtree.blocks();
                return subtree.at(zerosFrom);
            }
        }
        return zerosFrom < endBlock ? new Extent.Zeros(zerosFrom, endBlock - zerosFrom) : null;
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
