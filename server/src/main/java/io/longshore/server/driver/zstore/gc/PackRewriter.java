package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.ReclaimRefusedException;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the live records of packs into new ones, each compared with its digest on the way. For one thread. */
final class PackRewriter implements AutoCloseable {
    private final BlobStore blobs;
    private final UUID storage;
    private final StorageIndex index;
    private final PackReader reader;
    private final PackInspector inspector;
    private final BlockCodec codec;
    private final Mark mark;
    private final ByteBuffer room = ByteBuffer.allocateDirect(PackLayout.UNIT_BYTES + PackLayout.MAX_STORED_BYTES);
    private @Nullable PackWriter open;
    private int seals;

    PackRewriter(
            BlobStore blobs,
            UUID storage,
            StorageIndex index,
            PackReader reader,
            PackInspector inspector,
            BlockCodec codec,
            Mark mark) {
        this.blobs = blobs;
        this.storage = storage;
        this.index = index;
        this.reader = reader;
        this.inspector = inspector;
        this.codec = codec;
        this.mark = mark;
    }

    private record LiveRecord(PackId pack, int offset, RecordHeader header) {}

    /** Writes all live nodes again, children before parents, and makes them durable. */
    void nodes(List<IndexedPack> packs) throws IOException {
        var live = new ArrayList<LiveRecord>();
        for (var pack : packs) {
            live.addAll(live(pack));
        }
        live.sort(Comparator.comparingInt(node -> node.header().level()));
        for (var node : live) {
            copy(node);
        }
        seal();
    }

    /**
     * Writes a pack's live blocks again. They are durable after the next {@link #seal}; returns whether those of all packs
     * before this one are.
     */
    boolean blocks(IndexedPack pack) throws IOException {
        int before = seals;
        for (var block : live(pack)) {
            copy(block);
        }
        return seals > before;
    }

    private List<LiveRecord> live(IndexedPack pack) throws IOException {
        var entries = contents(pack).entries();
        var live = new ArrayList<LiveRecord>();
        var bits = mark.live(pack.id());
        for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
            live.add(new LiveRecord(pack.id(), entries.offset(i), entries.header(i)));
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
        try {
            reader.read(record.pack(), record.offset(), header.storedBytes(), header.digest(), room);
            verify(record);
        } catch (CorruptBlockException e) {
            throw new ReclaimRefusedException("live data is damaged: " + e.getMessage(), e);
        }
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
            throw new ReclaimRefusedException(
                    "live data is damaged: " + header.digest() + " in " + record.pack() + ": " + e.getMessage(), e);
        }
    }

    /** Makes what was written again durable, and the place where it is found. */
    void seal() throws IOException {
        var writer = open;
        if (writer != null) {
            try (writer) {
                index.add(writer.seal(_ -> {}));
            }
            open = null;
            seals++;
        }
    }

    @Override
    public void close() throws IOException {
        var writer = open;
        if (writer != null) {
            writer.close();
        }
    }
}
