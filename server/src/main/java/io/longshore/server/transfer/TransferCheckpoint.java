package io.longshore.server.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * What the next attempt of a transfer needs to know, beside the names of its packs. Which blocks are there it asks the storage.
 *
 * @param startTime when the first attempt began
 * @param lostBytes bytes of blocks that crashes lost so far: they were put again
 * @param packs names of packs that are not kept beside it: checkpoints of version 1 had them all
 */
record TransferCheckpoint(Instant startTime, long lostBytes, List<String> packs) {
    private static final int VERSION = 2;

    TransferCheckpoint {
        packs = List.copyOf(packs);
    }

    /** Of a transfer that begins. */
    static TransferCheckpoint at(Instant startTime) {
        return new TransferCheckpoint(startTime, 0, List.of());
    }

    /** The same, its packs being kept beside it. */
    TransferCheckpoint withLost(long bytes) {
        return new TransferCheckpoint(startTime, lostBytes + bytes, List.of());
    }

    static TransferCheckpoint read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version < 1 || version > VERSION) {
                throw new IllegalArgumentException(
                        "transfer checkpoint version: " + version + " (expected: 1 to " + VERSION + ")");
            }
            var startTime = Instant.ofEpochSecond(in.readLong(), in.readInt());
            long lostBytes = in.readLong();
            return new TransferCheckpoint(startTime, lostBytes, version == 1 ? Names.read(in) : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeLong(startTime.getEpochSecond());
            out.writeInt(startTime.getNano());
            out.writeLong(lostBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
