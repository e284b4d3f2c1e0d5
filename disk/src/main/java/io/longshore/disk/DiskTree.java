package io.longshore.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of every disk's tree. A disk is extended with zeros to {@code 256^depth} blocks of 1 MiB, the depth being
 * the least, from 1 on, that holds its length. A leaf (level 0) is the SHA-256 of a whole block; the digest of a node of
 * level {@code n} is that of a {@link TreeNode} with 256 children of level {@code n - 1}.
 *
 * <p>A subtree of zeros alone has a digest known beforehand, {@link #zeros}, and is neither stored nor sent.
 */
public final class DiskTree {
    /** Bytes of a block. */
    public static final int BLOCK_BYTES = 1 << 20;

    /** Children of a node. */
    public static final int FAN_OUT = 256;

    /** The most levels of nodes. */
    public static final int MAX_DEPTH = 5;

    /** The longest disk: 1 EiB, what {@link #MAX_DEPTH} levels hold. */
    public static final long MAX_LENGTH_BYTES = blocksOfLevel(MAX_DEPTH) * BLOCK_BYTES;

    private static final List<Digest> ZEROS = computeZeros();

    private DiskTree() {}

    /** Levels of nodes in the tree of a disk of {@code lengthBytes}: 1 up to 256 MiB, 2 up to 64 GiB, and so on. */
    public static int depth(long lengthBytes) {
        long blocks = blocks(lengthBytes);
        int depth = 1;
        while (blocksOfLevel(depth) < blocks) {
            depth++;
        }
        return depth;
    }

    /** Blocks that it takes to hold {@code lengthBytes}. */
    public static long blocks(long lengthBytes) {
        checkLength(lengthBytes);
        return (lengthBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    /** Blocks below one subtree of {@code level}: {@code 256^level}. */
    public static long blocksOfLevel(int level) {
        return 1L << (8 * level);
    }

    /** The digest of a subtree of {@code level} (0 for a block) that holds zeros alone. */
    public static Digest zeros(int level) {
        return ZEROS.get(level);
    }

    static void checkLength(long lengthBytes) {
        if (lengthBytes < 0 || lengthBytes > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "lengthBytes: " + lengthBytes + " (expected: 0 to " + MAX_LENGTH_BYTES + ")");
        }
    }

    static void checkLevel(int level, int least, int most) {
        if (level < least || level > most) {
            throw new IllegalArgumentException("level: " + level + " (expected: " + least + " to " + most + ")");
        }
    }

    private static List<Digest> computeZeros() {
        var zeros = new ArrayList<Digest>();
        zeros.add(Digest.sha256(ByteBuffer.allocate(BLOCK_BYTES)));
        for (int level = 1; level <= MAX_DEPTH; level++) {
            zeros.add(TreeNode.uniform(level, zeros.getLast()).digest());
        }
        return List.copyOf(zeros);
    }
}
