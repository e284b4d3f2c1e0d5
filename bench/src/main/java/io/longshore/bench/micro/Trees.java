package io.longshore.bench.micro;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import io.longshore.disk.TreeDifference;
import io.longshore.disk.TreeNode;
import io.longshore.disk.TreeWalk;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Trees of a disk of 64 GiB, and of the same disk with one block in a hundred changed. All nodes are in memory. */
@State(Scope.Thread)
public class Trees {
    private static final long BLOCKS = 1 << 16;
    private static final int CHANGED = 100;

    private final Map<Digest, TreeNode> nodes = new HashMap<>();
    private final Map<Digest, TreeNode> oldNodes;
    private final DiskIdentity before;
    private final DiskIdentity after;

    public Trees() {
        try {
            before = build(_ -> false);
            oldNodes = Map.copyOf(nodes);
            after = build(block -> block % CHANGED == 0);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private DiskIdentity build(Predicate<Long> changed) throws IOException, InterruptedException {
        var builder = new TreeBuilder(node -> nodes.put(node.digest(), node));
        for (long block = 0; block < BLOCKS; block++) {
            builder.add(new Digest(block, changed.test(block) ? 1 : 0, 0, 7));
        }
        return builder.finish(BLOCKS * DiskTree.BLOCK_BYTES);
    }

    private TreeNode node(Digest digest) throws IOException {
        var node = nodes.get(digest);
        if (node == null) {
            throw new IOException("node: " + digest + " (expected: one that was built)");
        }
        return node;
    }

    /** Builds the tree of all blocks. */
    @Benchmark
    public DiskIdentity build() throws IOException, InterruptedException {
        return build(_ -> false);
    }

    /** Finds what changed between the two. */
    @Benchmark
    public long difference() throws IOException {
        var difference =
                TreeDifference.between(before, (_, digest) -> node(digest), after, (_, digest) -> node(digest));
        long extents = 0;
        while (difference.next() != null) {
            extents++;
        }
        return extents;
    }

    /** What a copy plans where its destination has the disk as it was before. */
    @Benchmark
    public long plan() throws IOException {
        return extents(oldNodes::containsKey);
    }

    /** What a copy plans where its destination has nothing. */
    @Benchmark
    public long planAll() throws IOException {
        return extents(_ -> false);
    }

    private long extents(Predicate<Digest> known) throws IOException {
        var walk = TreeWalk.over(after, (_, digest) -> node(digest), known);
        long extents = 0;
        while (walk.next() != null) {
            extents++;
        }
        return extents;
    }
}
