package io.longshore.server.storage.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ScrubUnit;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.zstore.MemoryEpochs;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.MemoryBlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips every byte of a small storage's packs in turn. Each flip is found by reading the packs, and by reading the disk where it hurts that; and each is healed: blocks
 * and nodes from a second storage, what holds them together from the records themselves, with no other storage there.
 */
class EveryFlipTest {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005c");
    private static final UUID SECOND = UUID.fromString("00000000-0000-4000-8000-00000000005d");
    private static final UUID DEPLOYMENT = UUID.fromString("00000000-0000-4000-8000-00000000d001");
    private static final UUID TASK = UUID.fromString("00000000-0000-4000-8000-000000007a51");

    /** Headers and trailers have so many bytes, and records are filled up to a multiple of them. */
    private static final int HEADER_BYTES = 64;

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();
    private final TestDisk disk =
            new TestDisk(257L * DiskTree.BLOCK_BYTES).with(1, 7).with(256, 8);
    private final DiskIdentity identity = disk.identity();

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    /** What a byte of a pack is part of. */
    private enum Part {
        RECORD,
        PADDING,
        FRAME
    }

    @Test
    void everyFlipInAPackIsFoundAndHealed() throws Exception {
        var whole = written(STORAGE);
        var elsewhere = open(written(SECOND), SECOND);
        var flips = new EnumMap<Part, Integer>(Part.class);
        for (var pack : whole.content().entrySet()) {
            if (pack.getKey().startsWith("packs/")) {
                for (int i = 0; i < pack.getValue().length; i++) {
                    var part = part(pack.getValue(), i);
                    flips.merge(part, 1, Integer::sum);
                    var flipped = flipped(whole, pack.getKey(), i);
                    var where = pack.getKey() + ", byte " + i + ", " + part;
                    checkRead(flipped, part, where);
                    checkHealed(flipped, part == Part.RECORD ? List.of(elsewhere) : List.of(), where);
                    checkHealedForGood(flipped, i, where);
                }
            }
        }
        elsewhere.close();
        System.out.println("flips found and healed: " + flips.get(Part.RECORD) + " in records, "
                + flips.get(Part.PADDING) + " between them, " + flips.get(Part.FRAME)
                + " in headers, footers and trailers");
        assertThat(flips.values()).hasSize(Part.values().length).allMatch(count -> count > 50);
    }

    private static Part part(byte[] pack, int index) {
        var bytes = ByteBuffer.wrap(pack).order(ByteOrder.LITTLE_ENDIAN);
        int end = (int) bytes.getLong(pack.length - HEADER_BYTES + 8);
        if (index < HEADER_BYTES || index >= end) {
            return Part.FRAME;
        }
        int start = HEADER_BYTES;
        while (true) {
            int used = HEADER_BYTES + bytes.getInt(start + 8);
            int span = (used + HEADER_BYTES - 1) / HEADER_BYTES * HEADER_BYTES;
            if (index < start + span) {
                return index < start + used ? Part.RECORD : Part.PADDING;
            }
            start += span;
        }
    }

    private static MemoryBlobStore flipped(MemoryBlobStore whole, String path, int index) {
        var store = new MemoryBlobStore(whole);
        var bytes = whole.content().get(path).clone();
        bytes[index] ^= (byte) (1 << (index % 8));
        store.delete(new BlobKey(path));
        store.putIfAbsent(new BlobKey(path), bytes);
        return store;
    }

    /** Whoever reads the disk is told where a record is hurt, and gets its very bytes where none is. */
    private void checkRead(MemoryBlobStore flipped, Part part, String where) throws IOException {
        try (var storage = open(flipped, STORAGE)) {
            boolean told = false;
            try {
                assertThat(read(storage)).as(where).isTrue();
            } catch (CorruptBlockException _) {
                told = true;
            }
            assertThat(told).as("%s: told at reading", where).isEqualTo(part == Part.RECORD);
        }
    }

    /** Whether the disk has the bytes that were written. */
    private boolean read(StorageDriver storage) throws IOException {
        boolean equal = true;
        try (var reader = storage.open(identity)) {
            var bytes = ByteBuffer.allocate(DiskTree.BLOCK_BYTES);
            for (var block : disk.blocks.entrySet()) {
                reader.read(block.getKey() * DiskTree.BLOCK_BYTES, bytes.clear());
                equal &= Arrays.equals(bytes.array(), block.getValue());
            }
        }
        return equal;
    }

    private void checkHealed(MemoryBlobStore flipped, List<StorageDriver> others, String where) throws Exception {
        try (var storage = open(flipped, STORAGE)) {
            var findings = new Findings();
            assertThat(scrub(storage, findings))
                    .as("%s: found by reading packs", where)
                    .isPositive();
            try (var repair = new TreeRepair(
                    storage,
                    storage.digests().orElseThrow(),
                    TASK,
                    new Elsewhere(() -> others, new BlockBuffers(1)),
                    findings,
                    WriteListener.NONE,
                    _ -> {})) {
                repair.mend(identity, "disk");
                repair.finish();
            }
            assertThat(storage.has(identity)).as("%s: healed", where).isTrue();
            assertThat(scrub(storage, findings)).as("%s: nothing hurts", where).isZero();
        }
    }

    /** After a restart: every other time the index is gone. */
    private void checkHealedForGood(MemoryBlobStore healed, int number, String where) throws IOException {
        try (var storage = number % 2 == 0 ? zstore(healed).open(STORAGE) : open(healed, STORAGE)) {
            assertThat(storage.has(identity)).as("%s: healed for good", where).isTrue();
            assertThat(read(storage)).as(where).isTrue();
        }
    }

    private static int scrub(StorageDriver storage, Findings findings) throws IOException {
        int faults = 0;
        for (ScrubUnit unit : storage.scrubUnits()) {
            for (var fault : storage.scrub(unit, Pace.FREE).faults()) {
                findings.add(unit, fault);
                faults++;
            }
        }
        return faults;
    }

    private MemoryBlobStore written(UUID uuid) throws Exception {
        var blobs = new MemoryBlobStore();
        try (var storage = zstore(blobs).create(uuid);
                var session = storage.startWriting(WriteRequest.of(TASK), WriteListener.NONE)) {
            disk.writeTo(session.openDisk(TASK, disk.lengthBytes), codec);
            session.seal();
        }
        return blobs;
    }

    private StorageDriver open(MemoryBlobStore blobs, UUID uuid) throws IOException {
        Files.deleteIfExists(folder.resolve(uuid.toString().replace("-", "") + ".index")); // nothing is remembered
        return zstore(blobs).open(uuid);
    }

    private Zstore zstore(MemoryBlobStore blobs) {
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder);
        return new Zstore(blobs, settings, new MemoryEpochs(), codec, InstantSource.system());
    }
}
