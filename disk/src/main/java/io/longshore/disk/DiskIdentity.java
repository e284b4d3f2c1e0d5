package io.longshore.disk;

/**
 * What a disk is, on whatever storage it lies: its length and the root of its Merkle tree. Two disks of one identity
 * have the same bytes.
 *
 * @param lengthBytes bytes of the disk, 0 to {@link DiskTree#MAX_LENGTH_BYTES}; no multiple of anything
 * @param root the digest of the tree's top node, whose level is {@link #depth()}
 */
public record DiskIdentity(long lengthBytes, Digest root) {
    public DiskIdentity {
        DiskTree.checkLength(lengthBytes);
    }

    /** The identity of a disk of {@code lengthBytes} zeros. */
    public static DiskIdentity ofZeros(long lengthBytes) {
        return new DiskIdentity(lengthBytes, DiskTree.zeros(DiskTree.depth(lengthBytes)));
    }

    /** Levels of nodes in the tree: at least 1. */
    public int depth() {
        return DiskTree.depth(lengthBytes);
    }

    /** Blocks that hold the disk's bytes; the last one may be partly beyond the end. */
    public long blocks() {
        return DiskTree.blocks(lengthBytes);
    }

    /** Whether every byte is zero, which needs no reading to know. */
    public boolean zeros() {
        return root.equals(DiskTree.zeros(depth()));
    }

    /** Bytes of the disk that lie in the block at {@code index}: a whole block for all but the last. */
    public int blockLengthBytes(long index) {
        return (int) Math.min(DiskTree.BLOCK_BYTES, lengthBytes - index * DiskTree.BLOCK_BYTES);
    }

    /** {@code length:root}, the root in hexadecimal. */
    @Override
    public String toString() {
        return lengthBytes + ":" + root;
    }
}
