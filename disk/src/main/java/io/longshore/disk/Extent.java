package io.longshore.disk;

/** A range of a disk's blocks and what is known of it. */
public sealed interface Extent {
    /** Index of the first block. */
    long firstBlock();

    /** Blocks covered, at least 1. The last may be beyond the disk's end only in a {@link Subtree}. */
    long blocks();

    /** Offset on the disk of the first byte. */
    default long offsetBytes() {
        return firstBlock() * DiskTree.BLOCK_BYTES;
    }

    /** One block that holds data. */
    record Block(long firstBlock, Digest digest) implements Extent {
        @Override
        public long blocks() {
            return 1;
        }
    }

    /** Blocks of zeros. */
    record Zeros(long firstBlock, long blocks) implements Extent {}

    /** A whole subtree with data in it, into which nobody looked. {@code level} is at least 1. */
    record Subtree(long firstBlock, int level, Digest digest) implements Extent {
        @Override
        public long blocks() {
            return DiskTree.blocksOfLevel(level);
        }
    }
}
