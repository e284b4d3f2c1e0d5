package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackFormatException;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackLayout;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.driver.zstore.pack.PackWriter;
import io.longshore.server.driver.zstore.pack.RecordHeader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the live records of packs into new ones, each compared with its digest on the way. What it writes may be counted
 * on under leases of the epoch that collects. For one thread.
 */
final class PackRewriter implements AutoCloseable {
    private final BlobStore blobs;
    private final UUID storage;
    private final StorageIndex index;
    private final PackReader reader;
    private final PackInspector inspector;
    private final BlockCodec codec;
    private final Mark mark;
    private final long epoch;
    private final ByteBuffer room = ByteBuffer.allocateDirect(PackLayout.UNIT_BYTES + PackLayout.MAX_STORED_BYTES);
    private @Nullable PackWriter open;
    private long writtenBytes;
    private int seals;

    PackRewriter(
            BlobStore blobs,
            UUID storage,
            StorageIndex index,
            PackReader reader,
            PackInspector inspector,
            BlockCodec codec,
            Mark mark,
            long epoch) {
        this.blobs = blobs;
        this.storage = storage;
        this.index = index;
        this.reader = reader;
        this.inspector = inspector;
        this.codec = codec;
        this.mark = mark;
        this.epoch = epoch;
    }

    private record LiveRecord(PackId pack, int offset, RecordHeader header) {}

    /**
     * Writes a pack's live records again, children before parents; but for those that have another place by now. They are
     * durable after the next {@link #seal}.
     *
     * @throws CorruptBlockException when one is damaged
     */
    void copy(IndexedPack pack) throws IOException {
        var records = live(pack);
        records.sort(Comparator.comparingInt(record -> record.header().level()));
        for (var record : records) {
            copy(record);
        }
    }

    private List<LiveRecord> live(IndexedPack pack) throws IOException {
        var entries = contents(pack).entries();
        var live = new ArrayList<LiveRecord>();
        var bits = mark.live(pack.id());
        for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
            if (!index.blocks().claims(pack.kind(), entries.digest(i), epoch)) {
                live.add(new LiveRecord(pack.id(), entries.offset(i), entries.header(i)));
            }
        }
        return live;
    }

    private Pack contents(IndexedPack pack) throws IOException {
        try {
            return reader.footer(pack.id(), pack.sizeBytes());
        } catch (PackFormatException _) {
            return inspector.scan(pack.id(), pack.sizeBytes());
        }
    }

    private void copy(LiveRecord record) throws IOException {
        var header = record.header();
        reader.read(record.pack(), record.offset(), header.storedBytes(), header.digest(), room);
        verify(record);
        var writer = open;
        if (writer == null) {
            writer = new PackWriter(blobs, storage, header.kind(), "gc");
            open = writer;
        }
        writer.append(header, room.slice(PackLayout.UNIT_BYTES, header.storedBytes()));
        if (writer.full()) {
            seal();
        }
    }

    private void verify(LiveRecord record) throws IOException {
        var header = record.header();
        if (header.kind() == RecordKind.NODE) {
            reader.node(record.pack(), record.offset(), header, room);
            return;
        }
        try {
            var payload = room.slice(PackLayout.UNIT_BYTES, header.storedBytes());
            codec.verify(header.digest(), header.compression(), payload, header.plainBytes());
        } catch (IOException e) {
            throw new CorruptBlockException(
                    header.digest(), record.pack().key().path(), record.offset(), String.valueOf(e.getMessage()));
        }
    }

    /** Makes what was written again durable, and the place where it is found. */
    void seal() throws IOException {
        var writer = open;
        if (writer != null) {
            try (writer) {
                var pack = writer.seal(_ -> {});
                writtenBytes += pack.sizeBytes();
                index.add(pack, Optional.empty(), epoch, 0);
            }
            open = null;
            seals++;
        }
    }

    /** How many packs were sealed. */
    int seals() {
        return seals;
    }

    /** Bytes of the packs that were sealed. */
    long writtenBytes() {
        return writtenBytes;
    }

    @Override
    public void close() throws IOException {
        var writer = open;
        if (writer != null) {
            writer.close();
        }
    }
}
