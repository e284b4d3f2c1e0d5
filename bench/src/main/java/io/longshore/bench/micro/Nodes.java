package io.longshore.bench.micro;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A node of a tree and its 256 children. */
@State(Scope.Thread)
public class Nodes {
    private final List<Digest> children = children();
    private final ByteBuffer encoded = TreeNode.of(1, children).payload();

    private static List<Digest> children() {
        var random = new SplittableRandom(1);
        return Stream.generate(() -> Packs.digest(random))
                .limit(DiskTree.FAN_OUT)
                .toList();
    }

    /** Writes a node and hashes it. */
    @Benchmark
    public TreeNode encode() {
        return TreeNode.of(1, children);
    }

    /** Reads a node and hashes it. */
    @Benchmark
    public TreeNode decode() throws IOException {
        return TreeNode.decode(encoded.duplicate());
    }
}
