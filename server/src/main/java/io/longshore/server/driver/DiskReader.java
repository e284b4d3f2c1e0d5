package io.longshore.server.driver;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.NodeSource;
import io.longshore.disk.TreeNode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads one stored disk. Every node and block is checked against its digest. Thread-safe. */
public interface DiskReader extends NodeSource, AutoCloseable {
    /** The disk that is read. */
    DiskIdentity disk();

    /**
     * {@inheritDoc}
     *
     * @throws CorruptBlockException when the stored node is damaged or missing
     */
    @Override
    TreeNode node(int level, Digest digest) throws IOException;

    /**
     * Reads a block as it is stored, for passing it on; it has been decoded once and compared with its digest.
     *
     * @param index the block's place on the disk
     * @param digest its digest, as the tree has it; not that of zeros
     * @param buffer where the stored bytes go; the block owns it from then on, also when this fails
     * @throws CorruptBlockException when the stored block is damaged or missing
     */
    EncodedBlock block(long index, Digest digest, BlockBuffer buffer) throws IOException;

    /**
     * Fills {@code target} with the disk's bytes from {@code offset} on, zeros where it has none stored. Each block that
     * is touched is read and checked as a whole.
     *
     * @throws java.io.EOFException when the range goes beyond the disk's end
     * @throws CorruptBlockException when a stored block is damaged or missing
     */
    void read(long offset, ByteBuffer target) throws IOException;

    @Override
    void close() throws IOException;
}
