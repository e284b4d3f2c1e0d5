package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskTree;
import io.longshore.server.driver.ceph.client.RbdImage;
import io.longshore.server.driver.ceph.client.RbdImage.Range;
import java.io.IOException;

/**
 * The blocks of an image in whose objects, of 4 MiB, something was written: some GiB at a time, so that memory does not grow with the image. Which of an
 * object's blocks hold data, reading tells alone.
 */
final class WrittenBlocks {
    private static final long STEP_BYTES = 16L << 30;

    private final RbdImage image;
    private final long sizeBytes;

    WrittenBlocks(RbdImage image, long sizeBytes) {
        this.image = image;
        this.sizeBytes = sizeBytes;
    }

    /** Is shown the blocks, ascending, each once. */
    interface Visitor {
        void block(long index) throws IOException, InterruptedException;
    }

    void visit(Visitor visitor) throws IOException, InterruptedException {
        long next = 0;
        for (long start = 0; start < sizeBytes; start += STEP_BYTES) {
            var step = new Range(start, Math.min(STEP_BYTES, sizeBytes - start));
            for (var range : image.ranges(step)) {
                long last = (range.offset() + range.length() - 1) / DiskTree.BLOCK_BYTES;
                for (next = Math.max(next, range.offset() / DiskTree.BLOCK_BYTES); next <= last; next++) {
                    visitor.block(next);
                }
            }
        }
    }
}
