package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.DiskSource;
import io.longshore.server.driver.EncodedBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** A disk that is read, whose failures name the storage that it is read from. Thread-safe. */
final class SourceDisk implements AutoCloseable {
    private final UUID storage;
    private final DiskReader reader;

    private SourceDisk(UUID storage, DiskReader reader) {
        this.storage = storage;
        this.reader = reader;
    }

    static SourceDisk open(DiskSource storage, DiskIdentity disk) {
        try {
            return new SourceDisk(storage.uuid(), storage.open(disk));
        } catch (IOException e) {
            throw TransferFailures.of(e, storage.uuid());
        }
    }

    DiskIdentity disk() {
        return reader.disk();
    }

    TreeNode node(int level, Digest digest) {
        try {
            return reader.node(level, digest);
        } catch (IOException e) {
            throw TransferFailures.of(e, storage);
        }
    }

    EncodedBlock block(long index, Digest digest, BlockBuffer buffer) {
        try {
            return reader.block(index, digest, buffer);
        } catch (IOException e) {
            throw TransferFailures.of(e, storage);
        }
    }

    void read(long offset, ByteBuffer target) {
        try {
            reader.read(offset, target);
        } catch (IOException e) {
            throw TransferFailures.of(e, storage);
        }
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
