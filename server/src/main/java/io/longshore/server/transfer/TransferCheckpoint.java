package io.longshore.server.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the next attempt of a transfer needs to know. Which blocks are there it asks the storage.
 *
 * @param startTime when the first attempt began
 * @param lostBytes bytes of blocks that crashes lost so far: they were put again
 * @param packs names of all packs that were sealed, oldest first
 */
record TransferCheckpoint(Instant startTime, long lostBytes, List<String> packs) {
    private static final int VERSION = 1;

    TransferCheckpoint {
        packs = List.copyOf(packs);
    }

    TransferCheckpoint withPack(String name) {
        return new TransferCheckpoint(
                startTime,
                lostBytes,
                Stream.concat(packs.stream(), Stream.of(name)).toList());
    }

    TransferCheckpoint withLost(long bytes) {
        return new TransferCheckpoint(startTime, lostBytes + bytes, packs);
    }

    static TransferCheckpoint read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "transfer checkpoint version: " + version + " (expected: " + VERSION + ")");
            }
            var startTime = Instant.ofEpochSecond(in.readLong(), in.readInt());
            long lostBytes = in.readLong();
            int count = in.readInt();
            var packs = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                packs.add(in.readUTF());
            }
            return new TransferCheckpoint(startTime, lostBytes, packs);
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
            out.writeInt(packs.size());
            for (var pack : packs) {
                out.writeUTF(pack);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
