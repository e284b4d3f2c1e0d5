package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.DiskSource;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.StorageDriver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Reads a disk for a transfer and turns what a driver throws into failures, so that whose fault it was stays known. What is damaged comes from elsewhere, where
 * that has it.
 */
final class SourceDisk implements AutoCloseable {
    private final UUID storage;
    private final DiskReader reader;
    private final Rescue rescue;
    private final BlockCodec codec;

    private SourceDisk(UUID storage, DiskReader reader, Rescue rescue, BlockCodec codec) {
        this.storage = storage;
        this.reader = reader;
        this.rescue = rescue;
        this.codec = codec;
    }

    static SourceDisk open(TransferEngine engine, DiskSource source, DiskIdentity disk) {
        var rescue = source instanceof StorageDriver
                ? engine.rescue()
                : Rescue.NONE; // what stands for one has a file of this machine
        try {
            return new SourceDisk(source.uuid(), open(source, disk, rescue), rescue, engine.codec());
        } catch (IOException e) {
            throw TransferFailures.of(e, source.uuid());
        }
    }

    /** A disk that its storage does not find any more is read from elsewhere alone, where its root is. */
    private static DiskReader open(DiskSource source, DiskIdentity disk, Rescue rescue) throws IOException {
        try {
            return source.open(disk);
        } catch (NoSuchDiskException e) {
            if (rescue.node(source.uuid(), disk, disk.depth(), disk.root()).isEmpty()) {
                throw e;
            }
            return new LostDisk(disk);
        }
    }

    DiskIdentity disk() {
        return reader.disk();
    }

    TreeNode node(int level, Digest digest) {
        try {
            return reader.node(level, digest);
        } catch (CorruptBlockException e) {
            return rescue.node(storage, disk(), level, digest).orElseThrow(() -> TransferFailures.of(e, storage));
        } catch (IOException e) {
            throw TransferFailures.of(e, storage);
        }
    }

    EncodedBlock block(long index, Digest digest, BlockBuffer buffer) {
        try {
            return reader.block(index, digest, buffer);
        } catch (CorruptBlockException e) {
            return rescue.block(storage, disk(), index, digest).orElseThrow(() -> TransferFailures.of(e, storage));
        } catch (IOException e) {
            throw TransferFailures.of(e, storage);
        }
    }

    /** Fills {@code target} with the bytes from {@code offset} on. */
    void read(long offset, ByteBuffer target) {
        long base = offset - target.position();
        boolean done = false;
        while (!done) {
            try {
                reader.read(base + target.position(), target);
                done = true;
            } catch (CorruptBlockException e) {
                readBlock(base + target.position(), target); // what is before it is in the target already
                done = !target.hasRemaining();
            } catch (IOException e) {
                throw TransferFailures.of(e, storage);
            }
        }
    }

    private void readBlock(long position, ByteBuffer target) {
        long block = position / DiskTree.BLOCK_BYTES;
        int from = (int) (position % DiskTree.BLOCK_BYTES);
        int length = Math.min(target.remaining(), DiskTree.BLOCK_BYTES - from);
        var digest = leaf(block);
        if (digest.equals(DiskTree.zeros(0))) {
            BlockCodec.putZeros(length, target);
            return;
        }
        try (var found = block(block, digest, new BlockBuffers(1).takeUninterruptibly())) {
            codec.decodeRange(digest, found.compression(), found.stored(), found.plainBytes(), from, length, target);
        } catch (IOException e) {
            throw TransferFailures.of(e, storage);
        }
    }

    private Digest leaf(long block) {
        var digest = disk().root();
        for (int level = disk().depth(); level > 0; level--) {
            if (digest.equals(DiskTree.zeros(level))) {
                return DiskTree.zeros(0);
            }
            digest = node(level, digest).child((int) (block / DiskTree.blocksOfLevel(level - 1)) % DiskTree.FAN_OUT);
        }
        return digest;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw TransferFailures.of(e, storage);
        }
    }
}
