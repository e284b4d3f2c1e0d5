package io.longshore.server.driver;

import io.longshore.disk.Digest;
import io.longshore.disk.TreeNode;
import java.io.IOException;

/** Takes the blocks and nodes of one disk. Zeros are never put. Thread-safe. */
public interface DiskWriter {
    /**
     * Whether the block need not be put: it is stored, or this session has taken it. A storage that keeps a disk's bytes
     * in their places answers for the place alone.
     *
     * @param index the block's place on the disk, from 0
     */
    boolean hasBlock(long index, Digest digest) throws IOException;

    /**
     * Whether the node and its whole subtree need not be put: both are stored, or this session has taken them. Never so on
     * a storage that keeps a disk's bytes in their places: a subtree may come twice.
     */
    boolean hasNode(Digest digest) throws IOException;

    /**
     * Puts a block. Returns when its bytes have been handed to the storage, not when they are durable; the block stays
     * the caller's, who closes it.
     *
     * @param index the block's place on the disk, from 0
     * @return false when the storage had it already and nothing was written
     * @throws StorageFullException when there is no room
     */
    boolean putBlock(long index, EncodedBlock block) throws IOException, InterruptedException;

    /**
     * Puts a node after each of its children: a child must have been put, and that call have returned, or be known. A
     * storage that makes the nodes from the blocks in their places has every node already.
     *
     * @return false when the storage had it already and nothing was written
     * @throws IllegalStateException when a child is missing
     * @throws StorageFullException when there is no room
     */
    boolean putNode(TreeNode node) throws IOException, InterruptedException;
}
