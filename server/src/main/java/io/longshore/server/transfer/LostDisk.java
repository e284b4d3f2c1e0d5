package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.EncodedBlock;
import java.nio.ByteBuffer;

/** Reads a disk whose storage has lost the root: nothing of it is found there. */
record LostDisk(DiskIdentity disk) implements DiskReader {
    @Override
    public TreeNode node(int level, Digest digest) throws CorruptBlockException {
        throw lost(digest);
    }

    @Override
    public EncodedBlock block(long index, Digest digest, BlockBuffer buffer) throws CorruptBlockException {
        buffer.close();
        throw lost(digest);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws CorruptBlockException {
        throw lost(disk.root());
    }

    private CorruptBlockException lost(Digest digest) {
        return new CorruptBlockException(digest, "disk " + disk, 0, "the disk's root is not on the storage");
    }

    @Override
    public void close() {
        // nothing is open
    }
}
