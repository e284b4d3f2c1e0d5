package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.server.transfer.TransferMonitor.StepProgress;

/** What was done with one disk's bytes in this attempt. For one thread. */
final class CopyTally {
    private final DiskIdentity disk;
    private long readBytes;
    private long sentBytes;
    private long storedBytes;
    private long knownBytes;
    private long zeroBytes;
    private boolean there;

    CopyTally(DiskIdentity disk) {
        this.disk = disk;
    }

    DiskIdentity disk() {
        return disk;
    }

    /** A block was read and handed to the destination, which may have had it after all. */
    void moved(long block, boolean put, int stored, StepProgress progress) {
        long bytes = disk.blockLengthBytes(block);
        readBytes += bytes;
        if (put) {
            sentBytes += bytes;
            storedBytes += stored;
            progress.done(bytes);
        } else {
            knownBytes += bytes;
            progress.skipped(bytes);
        }
    }

    /** The destination had these blocks. */
    void known(long firstBlock, long blocks, StepProgress progress) {
        long bytes = bytes(firstBlock, blocks);
        knownBytes += bytes;
        progress.skipped(bytes);
    }

    /** These blocks are zeros. */
    void zeros(long firstBlock, long blocks, StepProgress progress) {
        long bytes = bytes(firstBlock, blocks);
        zeroBytes += bytes;
        progress.skipped(bytes);
    }

    /** The destination had the disk, published, before anything was asked. */
    void there(StepProgress progress) {
        there = true;
        if (disk.zeros()) {
            zeros(0, disk.blocks(), progress);
        } else {
            known(0, disk.blocks(), progress);
        }
    }

    boolean isThere() {
        return there;
    }

    private long bytes(long firstBlock, long blocks) {
        long from = firstBlock * DiskTree.BLOCK_BYTES;
        long to = Math.min((firstBlock + blocks) * DiskTree.BLOCK_BYTES, disk.lengthBytes());
        return Math.max(0, to - from);
    }

    long readBytes() {
        return readBytes;
    }

    long sentBytes() {
        return sentBytes;
    }

    long storedBytes() {
        return storedBytes;
    }

    long knownBytes() {
        return knownBytes;
    }

    long zeroBytes() {
        return zeroBytes;
    }
}
