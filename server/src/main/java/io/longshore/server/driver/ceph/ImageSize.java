package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskTree;

/** How large an image is: QEMU's driver for RBD takes multiples of 4,096 bytes alone. */
final class ImageSize {
    private static final long UNIT = 4096;

    private ImageSize() {}

    /** The least multiple of the unit that holds so many bytes. */
    static long of(long lengthBytes) {
        return (lengthBytes + UNIT - 1) / UNIT * UNIT;
    }

    /** Bytes of the image that lie in a block. */
    static int ofBlock(long lengthBytes, long index) {
        return (int) Math.min(DiskTree.BLOCK_BYTES, of(lengthBytes) - index * DiskTree.BLOCK_BYTES);
    }
}
