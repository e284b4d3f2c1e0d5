package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.DiskSource;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.NoSuchDiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A raw disk that was made of a stored file in another format, and lies in a file of this machine until it is closed. It stands for the storage that the file lies on.
 */
public final class ConvertedDisk implements DiskSource, AutoCloseable {
    private final DiskSource from;
    private final String tool;
    private final RawFile raw;
    private final Runnable end;

    ConvertedDisk(DiskSource from, String tool, RawFile raw, Runnable end) {
        this.from = from;
        this.tool = tool;
        this.raw = raw;
        this.end = end;
    }

    /** The raw disk. */
    public DiskIdentity disk() {
        return raw.disk();
    }

    /** Bytes of its blocks that are not zeros. */
    public long actualSizeBytes() {
        return raw.dataBytes();
    }

    /** Name and version of the program that converted it. */
    public String tool() {
        return tool;
    }

    @Override
    public UUID uuid() {
        return from.uuid();
    }

    @Override
    public long requests() {
        return from.requests();
    }

    @Override
    public DiskReader open(DiskIdentity disk) throws IOException {
        if (!disk.equals(raw.disk())) {
            throw new NoSuchDiskException("disk " + disk + ": not the converted one (expected: " + raw.disk() + ")");
        }
        return new Lent(raw);
    }

    /** Removes the file. */
    @Override
    public void close() {
        end.run();
    }

    /** A reader whose end is not the file's. */
    private record Lent(RawFile raw) implements DiskReader {
        @Override
        public DiskIdentity disk() {
            return raw.disk();
        }

        @Override
        public TreeNode node(int level, Digest digest) throws IOException {
            return raw.node(level, digest);
        }

        @Override
        public EncodedBlock block(long index, Digest digest, BlockBuffer buffer) throws IOException {
            return raw.block(index, digest, buffer);
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            raw.read(offset, target);
        }

        @Override
        public void close() {}
    }
}
