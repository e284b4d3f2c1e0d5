package io.longshore.bench.micro;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Compression;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackEntries;
import io.longshore.server.driver.zstore.pack.PackFormatException;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.driver.zstore.pack.PackWriter;
import io.longshore.server.driver.zstore.pack.RecordHeader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What frames blocks in packs, without a device: what is written is kept nowhere, what is read comes from memory. */
@State(Scope.Thread)
public class Packs {
    static final int RECORDS = 40;

    private static final UUID STORAGE = new UUID(0x4000, 0x8000_0000_0000_0001L);
    private static final int STORED_BYTES = 800_000;
    private static final int SPAN_BYTES = (64 + STORED_BYTES + 63) / 64 * 64;

    private final BlockCodec codec = new BlockCodec();
    private final MemoryPack memory;
    private final PackReader reader;
    private final ByteBuffer payload = Content.random();
    private final ByteBuffer target = ByteBuffer.allocateDirect(2 * DiskTree.BLOCK_BYTES);
    private final RecordHeader record = new RecordHeader(
            RecordKind.BLOCK, 0, Compression.NONE, DiskTree.BLOCK_BYTES, DiskTree.BLOCK_BYTES, codec.digest(payload));
    private final ByteBuffer entries = pack(new SplittableRandom(1)).entries().encoded();
    private final Pack kept;
    private PackWriter open;

    public Packs() {
        try {
            memory = new MemoryPack();
            reader = new PackReader(memory, STORAGE, codec);
            open = writer();
            open.append(record, payload.duplicate());
            kept = open.seal(_ -> {});
            memory.keep();
            open = writer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PackWriter writer() throws IOException {
        return new PackWriter(memory, STORAGE, RecordKind.BLOCK, "bench");
    }

    /** Appends a record of 1 MiB with its checksum; each pack that is full is sealed. */
    @Benchmark
    public int append() throws IOException {
        if (open.full()) {
            open.seal(_ -> {});
            open = writer();
        }
        open.append(record, payload);
        return open.sizeBytes();
    }

    /** Reads a record of 1 MiB and compares it with its checksum. */
    @Benchmark
    public RecordHeader read() throws IOException {
        return reader.read(kept.id(), 64, DiskTree.BLOCK_BYTES, record.digest(), target);
    }

    /** Decodes a footer's 40 entries. */
    @Benchmark
    public PackEntries decodeEntries() throws PackFormatException {
        return PackEntries.decode(RecordKind.BLOCK, entries.duplicate().order(ByteOrder.LITTLE_ENDIAN), end());
    }

    /** A pack of blocks that exist nowhere. */
    static Pack pack(SplittableRandom random) {
        var id = new PackId(random.nextLong(), random.nextLong());
        var encoded = ByteBuffer.allocate(RECORDS * PackEntries.ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < RECORDS; i++) {
            encoded.putInt(64 + i * SPAN_BYTES).putInt(STORED_BYTES).putInt(DiskTree.BLOCK_BYTES);
            encoded.put((byte) 1).put((byte) 1).put((byte) 0).put((byte) 0);
            encoded.put(digest(random).bytes());
        }
        try {
            return new Pack(id, end() + 4096, PackEntries.decode(RecordKind.BLOCK, encoded.flip(), end()));
        } catch (PackFormatException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int end() {
        return 64 + RECORDS * SPAN_BYTES;
    }

    static Digest digest(SplittableRandom random) {
        return new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
