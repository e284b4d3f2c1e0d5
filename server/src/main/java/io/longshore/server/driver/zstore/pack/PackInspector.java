package io.longshore.server.driver.zstore.pack;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ReadBack;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Looks at whole packs, byte for byte. Thread-safe; keeps a window of 4 MiB outside the heap for each thread in here. */
public final class PackInspector {
    private final BlobStore blobs;
    private final UUID storage;
    private final BlockCodec codec;
    private final PackReader reader;
    private final ConcurrentLinkedQueue<ByteBuffer> windows = new ConcurrentLinkedQueue<>();

    /** Looks at the packs of one storage. */
    public PackInspector(BlobStore blobs, UUID storage, BlockCodec codec) {
        this.blobs = blobs;
        this.storage = storage;
        this.codec = codec;
        this.reader = new PackReader(blobs, storage, codec);
    }

    /** Bytes, once decoded, of the records that an unfinished pack has from its start on: what a crash took back. */
    public static long plainBytes(InputStream unfinished) throws IOException {
        var unit = new byte[PackLayout.UNIT_BYTES];
        long total = 0;
        if (unfinished.readNBytes(unit, 0, unit.length) < unit.length) {
            return 0;
        }
        while (unfinished.readNBytes(unit, 0, unit.length) == unit.length) {
            try {
                var header = RecordHeader.decode(ByteBuffer.wrap(unit).order(ByteOrder.LITTLE_ENDIAN));
                unfinished.skipNBytes(header.span() - PackLayout.UNIT_BYTES);
                total += header.plainBytes();
            } catch (PackFormatException | EOFException _) {
                return total; // the footer, or where the crash came
            }
        }
        return total;
    }

    /** Finds the whole records of a pack whose frame is damaged; none in one that is shorter or longer than any pack. */
    public Pack scan(PackId id, long sizeBytes) throws IOException {
        if (!PackLayout.possible(sizeBytes)) {
            return new Pack(id, sizeBytes, new PackEntries.Builder(RecordKind.BLOCK).build());
        }
        var memory = borrowWindow();
        try (var stream = blobs.stream(id.key())) {
            return new Pack(id, sizeBytes, scan(new PackWindow(stream, memory), sizeBytes));
        } finally {
            windows.add(memory);
        }
    }

    private static PackEntries scan(PackWindow window, long sizeBytes) throws IOException {
        PackEntries.Builder entries = null;
        int offset = PackLayout.UNIT_BYTES;
        while (offset + PackLayout.UNIT_BYTES <= sizeBytes) {
            var header = wholeRecord(window, offset, sizeBytes);
            if (header == null) {
                offset += PackLayout.UNIT_BYTES;
                continue;
            }
            entries = entries != null ? entries : new PackEntries.Builder(header.kind());
            if (header.kind() == entries.kind()) {
                entries.addAt(offset, header);
            }
            offset += header.span();
        }
        return (entries != null ? entries : new PackEntries.Builder(RecordKind.BLOCK)).build();
    }

    /** The record at an offset; null where there is none that its CRC bears out. */
    private static @Nullable RecordHeader wholeRecord(PackWindow window, int offset, long sizeBytes)
            throws IOException {
        try {
            var header = RecordHeader.decode(window.at(offset, PackLayout.UNIT_BYTES));
            if (offset + header.span() > sizeBytes) {
                return null;
            }
            var record = window.at(offset, PackLayout.UNIT_BYTES + header.storedBytes());
            RecordHeader.checkPayload(record, record.slice(PackLayout.UNIT_BYTES, header.storedBytes()));
            return header;
        } catch (PackFormatException _) {
            return null;
        }
    }

    /**
     * Reads all of a pack, past caches where possible, and compares everything in it with its checks and digests.
     *
     * @throws io.longshore.server.driver.CorruptBlockException when a record is damaged
     * @throws PackFormatException when something between the records is
     */
    public ReadBack verify(PackId id, long sizeBytes, Pace pace) throws IOException {
        var guide = reader.footer(id, sizeBytes).entries();
        var memory = borrowWindow();
        try (var stream = new PacedStream(blobs.stream(id.key()), pace)) {
            verify(id, guide, stream, new PackWindow(stream, memory));
            boolean blocks = guide.kind() == RecordKind.BLOCK;
            return new ReadBack(stream.mode(), sizeBytes, blocks ? guide.count() : 0, blocks ? 0 : guide.count());
        } finally {
            windows.add(memory);
        }
    }

    /**
     * A record, or the frame around all of them, that is not as it should be.
     *
     * @param offset where the record starts; 0 for the frame
     * @param record what should be there; empty for the frame
     * @param what the difference
     */
    public record Finding(int offset, Optional<RecordHeader> record, String what) {}

    /** What {@link #inspect} read, and found. */
    public record Inspection(RecordKind kind, int records, List<Finding> findings) {}

    /**
     * As {@link #verify}, but goes on behind what is damaged and tells all of it.
     *
     * @throws java.nio.file.NoSuchFileException when the pack is gone
     */
    public Inspection inspect(PackId id, long sizeBytes, Pace pace) throws IOException {
        var findings = new ArrayList<Finding>();
        PackEntries guide;
        try {
            guide = reader.footer(id, sizeBytes).entries();
        } catch (PackFormatException e) {
            findings.add(new Finding(0, Optional.empty(), String.valueOf(e.getMessage())));
            guide = scan(id, sizeBytes).entries();
        }
        var memory = borrowWindow();
        try (var stream = new PacedStream(blobs.stream(id.key()), pace)) {
            inspect(id, guide, stream, new PackWindow(stream, memory), findings);
            return new Inspection(guide.kind(), guide.count(), findings);
        } finally {
            windows.add(memory);
        }
    }

    private void inspect(PackId id, PackEntries guide, BlobStream stream, PackWindow window, List<Finding> findings)
            throws IOException {
        boolean framed = findings.isEmpty();
        var header = copy(window.at(0, PackLayout.UNIT_BYTES));
        for (int i = 0; i < guide.count(); i++) {
            var expected = guide.header(i);
            int offset = guide.offset(i);
            var record = window.at(offset, expected.span());
            try {
                verifyRecord(expected, record);
            } catch (IOException e) {
                findings.add(new Finding(offset, Optional.of(expected), String.valueOf(e.getMessage())));
            }
        }
        if (framed) {
            try {
                PackLayout.checkHeader(header, storage, id);
                verifyEnd(id, guide, header, stream, window);
            } catch (PackFormatException e) {
                findings.add(new Finding(0, Optional.empty(), String.valueOf(e.getMessage())));
            }
        }
    }

    private static void verifyEnd(PackId id, PackEntries guide, ByteBuffer header, BlobStream stream, PackWindow window)
            throws IOException {
        int end = guide.end();
        int footerBytes = PackEntries.footerBytes(guide.count());
        var footer = copy(window.at(end, footerBytes));
        var trailer =
                PackLayout.Trailer.decode(window.at(end + footerBytes, PackLayout.UNIT_BYTES), id, stream.sizeBytes());
        PackEntries.ofFooter(guide.kind(), header, footer, trailer);
    }

    /** The guide was read through the caches: what counts is that the stream says the same. */
    private void verify(PackId id, PackEntries guide, BlobStream stream, PackWindow window) throws IOException {
        var header = copy(window.at(0, PackLayout.UNIT_BYTES));
        PackLayout.checkHeader(header, storage, id);
        int end = PackLayout.UNIT_BYTES;
        for (int i = 0; i < guide.count(); i++) {
            var expected = guide.header(i);
            var record = window.at(end, expected.span());
            try {
                verifyRecord(expected, record);
            } catch (IOException e) {
                throw PackReader.corrupt(expected.digest(), id, end, e);
            }
            end += expected.span();
        }
        verifyEnd(id, guide, header, stream, window);
    }

    private void verifyRecord(RecordHeader expected, ByteBuffer record) throws IOException {
        var header = RecordHeader.decode(record);
        if (!header.equals(expected)) {
            throw new PackFormatException(header + " (expected: " + expected + ")");
        }
        int end = PackLayout.UNIT_BYTES + header.storedBytes();
        var payload = record.slice(PackLayout.UNIT_BYTES, header.storedBytes());
        RecordHeader.checkPayload(record, payload);
        if (!BlockCodec.isZeros(record.slice(end, header.span() - end))) {
            throw new PackFormatException("padding: not zeros (expected: zeros)");
        }
        switch (header.kind()) {
            case BLOCK -> codec.verify(header.digest(), header.compression(), payload, header.plainBytes());
            case NODE -> reader.node(header, payload);
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer borrowWindow() {
        var memory = windows.poll();
        return memory != null ? memory : PackWindow.allocate();
    }
}
