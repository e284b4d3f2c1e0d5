package io.longshore.server.driver;

import io.longshore.disk.Digest;
import io.longshore.disk.TreeNode;
import java.io.IOException;
import java.util.Optional;

/** What a storage can do that keeps blocks and nodes by what they are, whichever disks they belong to. Thread-safe. */
public interface DigestStore {
    /** Whether a block is there, as far as is known. */
    boolean hasBlock(Digest digest);

    /** Whether a node is there with all that is below it, as far as is known. */
    boolean hasNode(Digest digest);

    /**
     * Reads a block, compared with its digest; empty where it is nowhere or damaged, and then no writer counts on it any more.
     *
     * @param buffer where the stored bytes go; the block owns it, and where there is none, it is given back
     * @throws IOException when the storage does not answer
     */
    Optional<EncodedBlock> block(Digest digest, BlockBuffer buffer) throws IOException;

    /** Reads a node; as {@link #block}. */
    Optional<TreeNode> node(Digest digest) throws IOException;
}
