package io.longshore.server.driver.zstore.pack;

import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Writes one pack. Nothing of it can be seen before {@link #seal}; closing it before leaves no trace. For one thread. */
public final class PackWriter implements AutoCloseable {
    /** The size at which a pack is to be sealed: large enough that a flush each is cheap, small enough to send again. */
    public static final int TARGET_BYTES = 32 << 20;

    private static final ByteBuffer PADDING =
            ByteBuffer.allocateDirect(PackLayout.UNIT_BYTES).asReadOnlyBuffer();

    private final UUID storage;
    private final PackId id = PackId.random();
    private final RecordKind kind;
    private final PackEntries.Builder entries;
    private final BlobWriter blob;
    private final ByteBuffer unit =
            ByteBuffer.allocateDirect(PackLayout.UNIT_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private long plainBytes;

    /** Starts a pack of one kind of records; {@code writer} is whose it is, should a crash leave it unfinished. */
    public PackWriter(BlobStore blobs, UUID storage, RecordKind kind, String writer) throws IOException {
        this.storage = storage;
        this.kind = kind;
        this.entries = new PackEntries.Builder(kind);
        this.blob = blobs.create(id.key(), writer);
        boolean started = false;
        try {
            blob.write(PackLayout.header(storage, id, kind));
            started = true;
        } finally {
            if (!started) {
                blob.close();
            }
        }
    }

    /** Appends a record. */
    public void append(RecordHeader record, ByteBuffer payload) throws IOException {
        if (record.kind() != kind || record.storedBytes() != payload.remaining()) {
            throw new IllegalArgumentException("record: " + record.kind() + " with " + payload.remaining()
                    + " bytes (expected: " + kind + " with " + record.storedBytes() + ")");
        }
        record.encode(unit, payload);
        int padding = record.span() - PackLayout.UNIT_BYTES - record.storedBytes();
        blob.write(unit.duplicate(), payload.duplicate(), PADDING.slice(0, padding));
        entries.add(record);
        plainBytes += record.plainBytes();
    }

    /** Whether it is time to {@link #seal}. */
    public boolean full() {
        return entries.end() >= TARGET_BYTES || entries.count() == PackLayout.MAX_RECORDS;
    }

    /** Whether its records are of this kind. */
    public boolean holds(RecordKind asked) {
        return kind == asked;
    }

    /** Bytes of records so far. */
    public int sizeBytes() {
        return entries.end();
    }

    /** Bytes of records so far, once decoded. */
    public long plainBytes() {
        return plainBytes;
    }

    /** The pack's name. */
    public PackId id() {
        return id;
    }

    /** Hears that a pack is whole and durable, but not visible yet. What it throws leaves the pack out. */
    public interface Sealing {
        void sealing(PackId pack) throws IOException;
    }

    /** Closes the pack with its footer and makes it durable, then visible. */
    public Pack seal(Sealing listener) throws IOException {
        var sealed = entries.build();
        var footer = sealed.footer(storage, id);
        var trailer = new PackLayout.Trailer(id, entries.end(), footer.remaining(), sealed.count());
        long size = (long) entries.end() + footer.remaining() + PackLayout.UNIT_BYTES;
        blob.write(footer, trailer.encode());
        blob.flush();
        listener.sealing(id);
        blob.commit();
        return new Pack(id, size, sealed);
    }

    @Override
    public void close() throws IOException {
        blob.close();
    }
}
