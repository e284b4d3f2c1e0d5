package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The digests of a disk's blocks, in order: the leaves of its tree. Reads nodes, and no block. For one thread at a time. */
public final class DiskDigests implements AutoCloseable {
    /** Blocks in a run, at most: half of a message's usual 256 KiB. */
    private static final int RUN = 4096;

    private final SourceDisk source;
    private final TreeWalk walk;
    private @Nullable Extent held;

    DiskDigests(SourceDisk source, long firstBlock) {
        this.source = source;
        long blocks = source.disk().blocks();
        this.walk = TreeWalk.over(source.disk(), source::node, Math.min(firstBlock, blocks), blocks);
    }

    /** What comes next. */
    public sealed interface Run {
        /** Blocks with data, by their digests; 1 to 4,096 of them. */
        record Blocks(List<Digest> digests) implements Run {
            public Blocks {
                digests = List.copyOf(digests);
            }
        }

        /** Blocks of zeros, any number of them. */
        record Zeros(long blocks) implements Run {}
    }

    /** The whole disk. */
    public DiskIdentity disk() {
        return source.disk();
    }

    /** The next run; null at the end. */
    public @Nullable Run next() throws InterruptedException {
        try {
            return OwnThread.<@Nullable Run>run(_ -> run());
        } catch (IOException e) {
            throw new IllegalStateException(e); // the source's failures have names already
        }
    }

    private @Nullable Run run() throws IOException {
        var digests = new ArrayList<Digest>();
        while (digests.size() < RUN) {
            var extent = held != null ? held : walk.next();
            held = null;
            switch (extent) {
                case Extent.Block block -> digests.add(block.digest());
                case Extent.Zeros zeros
                when digests.isEmpty() -> {
                    return new Run.Zeros(zeros.blocks());
                }
                case Extent.Zeros zeros -> {
                    held = zeros;
                    return new Run.Blocks(digests);
                }
                case Extent.Subtree subtree -> throw new IllegalStateException(subtree + " (expected: to be entered)");
                case null -> {
                    return digests.isEmpty() ? null : new Run.Blocks(digests);
                }
            }
        }
        return new Run.Blocks(digests);
    }

    @Override
    public void close() {
        source.close();
    }
}
