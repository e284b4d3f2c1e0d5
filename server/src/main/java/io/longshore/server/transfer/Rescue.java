package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.EncodedBlock;
import java.util.Optional;
import java.util.UUID;

/** Finds elsewhere what a source turns out not to have whole while it is read. Called where a read has failed; touches other storages. Thread-safe. */
public interface Rescue {
    /** Finds nothing. */
    Rescue NONE = new Rescue() {
        @Override
        public Optional<EncodedBlock> block(UUID storage, DiskIdentity disk, long index, Digest digest) {
            return Optional.empty();
        }

        @Override
        public Optional<TreeNode> node(UUID storage, DiskIdentity disk, int level, Digest digest) {
            return Optional.empty();
        }
    };

    /**
     * A block of a disk, compared with its digest; empty where it is nowhere else. It has a buffer of its own, which others may wait for: it is to be closed soon.
     *
     * @param storage the one on which it is bad
     */
    Optional<EncodedBlock> block(UUID storage, DiskIdentity disk, long index, Digest digest);

    /** A node of a disk; as {@link #block}. */
    Optional<TreeNode> node(UUID storage, DiskIdentity disk, int level, Digest digest);
}
