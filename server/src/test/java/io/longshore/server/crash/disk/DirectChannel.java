package io.longshore.server.crash.disk;

import static io.longshore.server.crash.disk.SimulatedDisk.SECTOR_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A file that is written past the page cache: whole sectors, from memory that begins at one's multiple. What was written is in the device's cache at best, and
 * so not durable before a flush either.
 */
final class DirectChannel extends SimulatedChannel {
    DirectChannel(SimulatedDisk disk, String path, DiskFile file) {
        super(disk, path, Optional.of(file), false);
    }

    @Override
    public int write(ByteBuffer source, long to) throws IOException {
        if (to % SECTOR_BYTES != 0
                || source.remaining() % SECTOR_BYTES != 0
                || source.alignmentOffset(source.position(), SECTOR_BYTES) != 0) {
            throw new IOException(
                    "Invalid argument: " + source.remaining() + " bytes at " + to + " (expected: whole sectors)");
        }
        return super.write(source, to);
    }

    @Override
    public synchronized int write(ByteBuffer source) {
        throw new UnsupportedOperationException("direct writes without a position");
    }
}
