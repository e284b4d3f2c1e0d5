package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the index claims after its file was lost, torn or outdated, and after packs were damaged or lost. */
class IndexRebuildTest {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005d");
    private static final UUID DEPLOYMENT = UUID.fromString("00000000-0000-4000-8000-00000000d001");

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();
    private final MemoryEpochs epochs = new MemoryEpochs();
    private final TestDisk disk =
            new TestDisk(600L * DiskTree.BLOCK_BYTES).with(1, 7).with(300, 8).with(599, 9);

    @BeforeEach
    void write() throws Exception {
        Files.createDirectory(folder.resolve("storage"));
        try (var driver = zstore().create(STORAGE)) {
            put(driver);
        }
    }

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    @Test
    void aLostFileIsMadeAnewFromFooters() throws Exception {
        Files.delete(indexFile());
        checkWhole();
        assertThat(Files.size(indexFile())).isGreaterThan(32);
    }

    @Test
    void aTornFileIsReadAsFarAsItGoes() throws Exception {
        var bytes = Files.readAllBytes(indexFile());
        for (int length : new int[] {0, 1, 31, 32, 33, 60, bytes.length - 1}) {
            Files.write(indexFile(), Arrays.copyOf(bytes, length));
            checkWhole();
            assertThat(Files.size(indexFile())).isEqualTo(bytes.length);
        }
    }

    @Test
    void aFileOfAnotherEpochOrStorageIsNotBelieved() throws Exception {
        var bytes = Files.readAllBytes(indexFile());
        for (int index : new int[] {0, 8, 31}) {
            var other = bytes.clone();
            other[index] ^= 1;
            Files.write(indexFile(), other);
            checkWhole();
        }
    }

    @ParameterizedTest(name = "index file kept: {0}")
    @ValueSource(booleans = {true, false})
    void whenAPackOfBlocksIsGoneNoNodeAboveItIsClaimed(boolean kept) throws Exception {
        Files.delete(packs().stream().filter(this::holdsBlocks).findFirst().orElseThrow());
        if (!kept) {
            Files.delete(indexFile());
        }
        try (var driver = zstore().open(STORAGE)) {
            assertThat(driver.has(disk.identity())).isFalse();
            assertThat(driver.check().warnings()).isNotEmpty();
            try (var reader = driver.open(disk.identity())) {
                assertThatThrownBy(() -> reader.read(DiskTree.BLOCK_BYTES, ByteBuffer.allocate(1)))
                        .isInstanceOf(CorruptBlockException.class)
                        .hasMessageContaining("missing");
            }
            put(driver); // a writer that has the blocks stores them again
            assertThat(driver.has(disk.identity())).isTrue();
        }
        checkWhole();
    }

    @Test
    void whenAFooterIsBadRecordsAreLookedFor() throws Exception {
        Files.delete(indexFile());
        for (var pack : packs()) {
            try (var file = Files.newByteChannel(pack, StandardOpenOption.WRITE)) {
                file.position(file.size() - 1).write(ByteBuffer.wrap(new byte[] {1}));
            }
        }
        try (var driver = zstore().open(STORAGE)) {
            assertThat(driver.has(disk.identity())).isTrue();
            assertThat(driver.check().warnings()).hasSize(2).allMatch(warning -> warning.contains("trailer"));
            checkReads(driver);
        }
    }

    @Test
    void inspectingPacksFindsNothingWrongWhereNothingIs() throws Exception {
        try (var driver = zstore().open(STORAGE)) {
            assertThat(inspect(driver)).hasSize(2).values().containsOnly("");
        }
    }

    @Test
    void inspectingPacksNamesADamagedFooterAndGoesOn() throws Exception {
        var damaged = packs().getFirst();
        try (var driver = zstore().open(STORAGE)) {
            try (var file = Files.newByteChannel(damaged, StandardOpenOption.WRITE)) {
                file.position(file.size() - 64 - 1).write(ByteBuffer.wrap(new byte[] {1}));
            }
            var found = inspect(driver);
            assertThat(found.remove(path(damaged))).contains("SHA-256 of footer", "expected");
            assertThat(found).hasSize(1).values().containsOnly("");
        }
    }

    @Test
    void inspectingPacksNamesOneOfAnotherLengthAndOneThatIsCutOff() throws Exception {
        var packs = packs();
        try (var driver = zstore().open(STORAGE)) {
            Files.write(packs.getFirst(), new byte[64], StandardOpenOption.APPEND);
            try (var file = Files.newByteChannel(packs.getLast(), StandardOpenOption.WRITE)) {
                file.truncate(10);
            }
            assertThat(inspect(driver))
                    .values()
                    .hasSize(2)
                    .allMatch(damage -> damage.contains("expected") || damage.contains("magic"));
        }
    }

    @Test
    void inspectingPacksNamesAMissingOneThatNobodyCountsOnAnyMore() throws Exception {
        var gone = packs().stream().filter(this::holdsBlocks).findFirst().orElseThrow();
        try (var driver = zstore().open(STORAGE)) {
            Files.delete(gone);
            var found = inspect(driver);
            assertThat(found.remove(path(gone))).contains("is missing");
            assertThat(found).hasSize(1).values().containsOnly("");
            assertThat(driver.has(disk.identity())).isFalse();
            put(driver); // a writer that has the blocks stores them again
        }
        checkWhole();
    }

    private static Map<String, String> inspect(ZstoreDriver driver) throws IOException, InterruptedException {
        var found = new HashMap<String, String>();
        driver.inspectPacks((path, _, damage) -> found.put(path, damage));
        return found;
    }

    private String path(Path pack) {
        return folder.resolve("storage").relativize(pack).toString();
    }

    @Test
    void whatIsFoundDamagedIsNotClaimedAndStoredAgain() throws Exception {
        var pack = packs().stream().filter(this::holdsBlocks).findFirst().orElseThrow();
        try (var driver = zstore().open(STORAGE)) {
            try (var file = Files.newByteChannel(pack, StandardOpenOption.WRITE)) {
                file.position(64 + 64 + 5).write(ByteBuffer.wrap(new byte[] {77}));
            }
            try (var reader = driver.open(disk.identity())) {
                assertThatThrownBy(() -> reader.read(DiskTree.BLOCK_BYTES, ByteBuffer.allocate(1)))
                        .isInstanceOf(CorruptBlockException.class);
                reader.read(300L * DiskTree.BLOCK_BYTES, ByteBuffer.allocate(1)); // the others can still be read
            }
            assertThat(driver.has(disk.identity())).isFalse();
        }
        try (var driver = zstore().open(STORAGE)) {
            assertThat(driver.has(disk.identity())).as("after a restart").isFalse();
            try (var session = driver.startWriting(WriteRequest.of(UUID.randomUUID()), WriteListener.NONE)) {
                var writer = session.openDisk(UUID.randomUUID(), disk.lengthBytes);
                assertThat(writer.hasBlock(1, Digest.sha256(disk.blocks.get(1L))))
                        .isFalse();
                assertThat(writer.hasBlock(300, Digest.sha256(disk.blocks.get(300L))))
                        .isTrue();
            }
            put(driver);
            assertThat(driver.has(disk.identity())).isTrue();
            checkReads(driver);
        }
        checkWhole();
    }

    /** As where a crash cuts a healing off before it comes to the nodes, or where it was another disk that needed the block. */
    @Test
    void nodesAreClaimedAgainAfterARestartOnceWhatWasBadBelowThemIsWrittenAnew() throws Exception {
        var pack = packs().stream().filter(this::holdsBlocks).findFirst().orElseThrow();
        try (var driver = zstore().open(STORAGE)) {
            try (var file = Files.newByteChannel(pack, StandardOpenOption.WRITE)) {
                file.position(64 + 64 + 5).write(ByteBuffer.wrap(new byte[] {77}));
            }
            try (var reader = driver.open(disk.identity())) {
                assertThatThrownBy(() -> reader.read(DiskTree.BLOCK_BYTES, ByteBuffer.allocate(1)))
                        .isInstanceOf(CorruptBlockException.class);
            }
        }
        try (var driver = zstore().open(STORAGE)) {
            putBlock(driver, disk.blocks.get(1L));
            assertThat(driver.has(disk.identity())).as("before a restart").isFalse();
        }
        checkWhole();
        checkWhole();
    }

    @Test
    void aNodeIsNotClaimedWhereABlockBelowItWasFoundBadBeforeItWasSealed() throws Exception {
        var pack = packs().stream().filter(this::holdsBlocks).findFirst().orElseThrow();
        var other = new TestDisk(700L * DiskTree.BLOCK_BYTES).with(1, 7);
        try (var driver = zstore().open(STORAGE)) {
            try (var session = driver.startWriting(WriteRequest.of(UUID.randomUUID()), WriteListener.NONE)) {
                other.writeTo(session.openDisk(UUID.randomUUID(), other.lengthBytes), codec); // counts on the block
                try (var file = Files.newByteChannel(pack, StandardOpenOption.WRITE)) {
                    file.position(64 + 64 + 5).write(ByteBuffer.wrap(new byte[] {77}));
                }
                try (var reader = driver.open(disk.identity())) {
                    assertThatThrownBy(() -> reader.read(DiskTree.BLOCK_BYTES, ByteBuffer.allocate(1)))
                            .isInstanceOf(CorruptBlockException.class);
                }
                session.seal();
            }
            assertThat(driver.has(other.identity())).isFalse();
        }
        try (var driver = zstore().open(STORAGE)) {
            assertThat(driver.has(other.identity())).as("after a restart").isFalse();
        }
    }

    @Test
    void aPackThatIsGoneIsToldUntilAllOfItIsWrittenAgain() throws Exception {
        for (var pack : packs()) {
            Files.delete(pack);
        }
        try (var driver = zstore().open(STORAGE)) {
            assertThat(driver.check().warnings()).hasSize(2).allMatch(warning -> warning.contains("is gone"));
            put(driver);
        }
        try (var driver = zstore().open(STORAGE)) {
            assertThat(driver.check().warnings()).isEmpty();
            checkReads(driver);
        }
    }

    @Test
    void aCatalogOlderThanTheStorageMayOnlyRead() throws Exception {
        try (var driver = zstore().open(STORAGE)) {
            driver.reclaim(
                    new ReclaimRequest(Set.of(), ReclaimRequest.Limit.NONE, Duration.ZERO), ReclaimListener.NONE);
        }
        epochs.set(0);
        try (var driver = zstore().open(STORAGE)) {
            assertThatThrownBy(() -> driver.startWriting(WriteRequest.of(UUID.randomUUID()), WriteListener.NONE))
                    .isInstanceOf(ReadOnlyStorageException.class)
                    .hasMessageContaining("older");
        }
    }

    @Test
    void anotherStoragesFolderIsRefused() {
        assertThatThrownBy(() -> zstore().open(UUID.randomUUID())).isInstanceOf(StorageFormatException.class);
        assertThatThrownBy(() -> zstore().create(UUID.randomUUID())).isInstanceOf(StorageFormatException.class);
    }

    private void checkWhole() throws IOException {
        try (var driver = zstore().open(STORAGE)) {
            assertThat(driver.has(disk.identity())).isTrue();
            checkReads(driver);
        }
    }

    private void checkReads(ZstoreDriver driver) throws IOException {
        try (var reader = driver.open(disk.identity())) {
            for (var block : disk.blocks.entrySet()) {
                var bytes = ByteBuffer.allocate(DiskTree.BLOCK_BYTES);
                reader.read(block.getKey() * DiskTree.BLOCK_BYTES, bytes);
                assertThat(bytes.array()).isEqualTo(block.getValue());
            }
        }
    }

    private void put(ZstoreDriver driver) throws IOException, InterruptedException {
        var task = UUID.randomUUID();
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            disk.writeTo(session.openDisk(task, disk.lengthBytes), codec);
            session.seal();
        }
        epochs.end(task);
    }

    private void putBlock(ZstoreDriver driver, byte[] block) throws IOException, InterruptedException {
        var task = UUID.randomUUID();
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            var buffer = new BlockBuffers(1).take();
            buffer.bytes().put(block).flip();
            try (var encoded = codec.encode(buffer)) {
                session.openDisk(task, disk.lengthBytes).putBlock(1, encoded);
            }
            session.seal();
        }
        epochs.end(task);
    }

    private Zstore zstore() throws IOException {
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder.resolve("cache"));
        var blobs = new FileBlobStore(folder.resolve("storage"));
        return new Zstore(blobs, settings, epochs, codec, InstantSource.system());
    }

    private Path indexFile() {
        return folder.resolve("cache/0000000000004000800000000000005d.index");
    }

    private List<Path> packs() throws IOException {
        try (var files = Files.walk(folder.resolve("storage/packs"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private boolean holdsBlocks(Path pack) {
        try {
            return Files.readAllBytes(pack)[12] == 1;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
