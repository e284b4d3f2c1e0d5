package io.longshore.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks two disks at once and yields what must be written to the first, the base, to make it the second, the target:
 * blocks with data that differ and runs that became zeros, in ascending order, within the target's length. Enters
 * differing subtrees alone, so that the cost follows the change, not the size. The disks may differ in length and depth,
 * and may lie on different storages. Not thread-safe.
 */
public final class TreeDifference {
    private final Side base;
    private final Side target;
    private final long endBlock;
    private final Deque<Pair> path = new ArrayDeque<>();

    /** Met while a run of zeros before it was put together. */
    private Extent.@Nullable Block held;

    private TreeDifference(Side base, Side target, long endBlock) {
        this.base = base;
        this.target = target;
        this.endBlock = endBlock;
    }

    /** The difference from {@code base} to {@code target}. */
    public static TreeDifference between(
            DiskIdentity base, NodeSource baseNodes, DiskIdentity target, NodeSource targetNodes) throws IOException {
        int depth = Math.max(base.depth(), target.depth());
        var difference = new TreeDifference(
                Side.lifted(base, baseNodes, depth), Side.lifted(target, targetNodes, depth), target.blocks());
        difference.enter(depth, difference.base.root, difference.target.root, 0);
        return difference;
    }

    /** The next extent that differs, a {@link Extent.Block} or {@link Extent.Zeros}; null when there is no more. */
    public @Nullable Extent next() throws IOException {
        var first = takeHeld();
        if (first == null || !isZeros(first)) {
            return first;
        }
        long end = first.firstBlock() + 1;
        var following = nextBlock();
        while (following != null && isZeros(following) && following.firstBlock() == end) {
            end++;
            following = nextBlock();
        }
        held = following;
        return new Extent.Zeros(first.firstBlock(), end - first.firstBlock());
    }

    private Extent.@Nullable Block takeHeld() throws IOException {
        var block = held;
        held = null;
        return block != null ? block : nextBlock();
    }

    private static boolean isZeros(Extent.Block block) {
        return block.digest().equals(DiskTree.zeros(0));
    }

    private Extent.@Nullable Block nextBlock() throws IOException {
        while (!path.isEmpty()) {
            var pair = path.element();
            if (pair.child == DiskTree.FAN_OUT) {
                path.pop();
                continue;
            }
            int level = pair.level - 1;
            long firstBlock = pair.firstBlock + pair.child * DiskTree.blocksOfLevel(level);
            var from = pair.base.child(pair.child);
            var to = pair.target.child(pair.child);
            pair.child++;
            if (firstBlock >= endBlock) {
                path.clear();
            } else if (level > 0) {
                enter(level, from, to, firstBlock);
            } else if (!from.equals(to)) {
                return new Extent.Block(firstBlock, to);
            }
        }
        return null;
    }

    private void enter(int level, Digest from, Digest to, long firstBlock) throws IOException {
        if (!from.equals(to)) {
            path.push(new Pair(level, firstBlock, base.node(level, from), target.node(level, to)));
        }
    }

    /** Two nodes of one place and the child that comes next. */
    private static final class Pair {
        private final int level;
        private final long firstBlock;
        private final TreeNode base;
        private final TreeNode target;
        private int child;

        Pair(int level, long firstBlock, TreeNode base, TreeNode target) {
            this.level = level;
            this.firstBlock = firstBlock;
            this.base = base;
            this.target = target;
        }
    }

    /** One disk's nodes, under a root as deep as the deeper disk's: the law of extending with zeros, played forward. */
    private record Side(Digest root, Map<Digest, TreeNode> above, NodeSource nodes) {
        static Side lifted(DiskIdentity disk, NodeSource nodes, int depth) {
            var above = new HashMap<Digest, TreeNode>();
            var root = disk.root();
            for (int level = disk.depth() + 1; level <= depth; level++) {
                var children = new ArrayList<>(Collections.nCopies(DiskTree.FAN_OUT, DiskTree.zeros(level - 1)));
                children.set(0, root);
                var node = TreeNode.of(level, children);
                root = node.digest();
                above.put(root, node);
            }
            return new Side(root, above, nodes);
        }

        TreeNode node(int level, Digest digest) throws IOException {
            if (digest.equals(DiskTree.zeros(level))) {
                return TreeNode.uniform(level, DiskTree.zeros(level - 1));
            }
            var made = above.get(digest);
            return made != null ? made : nodes.node(level, digest);
        }
    }
}
