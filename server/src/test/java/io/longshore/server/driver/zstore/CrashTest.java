package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.FirstFailure;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.ReclaimRequest.Limit;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.zstore.blob.FaultyBlobStore;
import io.longshore.server.driver.zstore.blob.FaultyBlobStore.Verb;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process at each step of writing and of reclaiming, and goes on with another one. */
class CrashTest {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005b");
    private static final UUID DEPLOYMENT = UUID.fromString("00000000-0000-4000-8000-00000000d001");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();
    private final MemoryEpochs epochs = new MemoryEpochs();
    private FaultyBlobStore blobs;
    private int run;

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    @Test
    void anImportThatDiesAnywhereIsFinishedByTheNextAttempt() throws Exception {
        int steps = 1;
        for (int step = 1; step <= steps; step++) {
            var disk = disk(step, 3);
            var task = UUID.randomUUID();
            int before = step;
            try (var driver = open()) {
                blobs.crashAt(step);
                assertThatThrownBy(() -> importOf(driver, disk, task))
                        .as("step %d", before)
                        .hasMessageContaining("dies");
            }
            try (var driver = open()) {
                assertThat(driver.manifests(ManifestKind.IMAGE))
                        .as("step %d", step)
                        .hasSize(step - 1);
                blobs.crashAt(Integer.MAX_VALUE);
                importOf(driver, disk, task);
                steps = Math.max(steps, blobs.steps());
                checkReads(driver, disk);
            }
            assertThat(unfinished()).isZero();
        }
        assertThat(steps).isGreaterThan(10);
    }

    @Test
    void reclaimingThatDiesAnywhereIsFinishedByTheNextRun() throws Exception {
        int steps = 1;
        for (int step = 1; step <= steps; step++) {
            var kept = disk(100 + step, 3);
            var gone = disk(200 + step, 3);
            ManifestKey keep;
            try (var driver = open()) {
                keep = importTogether(driver, kept, gone);
            }
            int before = step;
            try (var driver = open()) {
                blobs.crashAt(step);
                assertThatThrownBy(() -> driver.reclaim(all(keep), ReclaimListener.NONE))
                        .as("step %d", before)
                        .hasMessageContaining("dies");
            }
            try (var driver = open()) {
                checkReads(driver, kept);
                assertThat(driver.check().warnings()).isEmpty();
                // a writer may come before the next run, and may count on nothing that was condemned
                var task = UUID.randomUUID();
                if (step % 2 == 0) {
                    importOf(driver, gone, task);
                }
                blobs.crashAt(Integer.MAX_VALUE);
                driver.reclaim(all(keep), ReclaimListener.NONE);
                steps = Math.max(steps, blobs.steps());
                checkReads(driver, kept);
                assertThat(driver.has(kept.identity())).isTrue();
                assertThat(driver.has(gone.identity())).isEqualTo(step % 2 == 0);
            }
            try (var driver = open()) {
                checkReads(driver, kept);
                if (step % 2 == 0) {
                    checkReads(driver, gone);
                }
            }
            wipe();
        }
        assertThat(steps).isGreaterThan(5);
    }

    @Test
    void aFullStorageStopsTheWriterAndKeepsWhatWasSealed() throws Exception {
        var disk = disk(1, 4);
        var task = UUID.randomUUID();
        try (var driver = open()) {
            blobs.on(Verb.WRITE).after(3).fail(() -> new StorageFullException("no room"));
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                var writer = session.openDisk(UUID.randomUUID(), disk.lengthBytes);
                assertThatThrownBy(() -> disk.writeTo(writer, codec)).isInstanceOf(StorageFullException.class);
                assertThatThrownBy(session::seal)
                        .isInstanceOf(StorageFullException.class)
                        .hasMessageContaining("broken");
            }
            assertThat(driver.manifests(ManifestKind.IMAGE)).isEmpty();
            importOf(driver, disk, task);
            checkReads(driver, disk);
        }
    }

    @Test
    void nothingFollowsTheFooterOfAPackThatCouldNotBeSealed() throws Exception {
        var refusal = new IOException("the checkpoint could not be kept");
        var refusing = new PackSink.Listener() {
            private boolean refused;

            @Override
            public void sealing(PackId pack) throws IOException {
                if (!refused) {
                    refused = true;
                    throw refusal;
                }
            }

            @Override
            public void sealed(Pack pack) {
                throw new AssertionError("sealed: " + pack.id());
            }
        };
        try (var driver = (ZstoreDriver) open()) {
            var sink = driver.newSink(epochs.lease(UUID.randomUUID()).lease(), refusing, new FirstFailure("the sink"));
            sink.putBlock(block(1));
            assertThatThrownBy(sink::seal).isSameAs(refusal);
            // Threads that waited for the slot of that pack meanwhile get it now.
            assertThatThrownBy(() -> sink.putBlock(block(2))).hasCause(refusal).hasMessageContaining("the sink");
            assertThatThrownBy(sink::seal).hasCause(refusal);
            assertThat(sink.discard()).isEqualTo(DiskTree.BLOCK_BYTES);
            assertThat(unfinished()).isZero();
        }
    }

    private EncodedBlock block(int value) throws InterruptedException {
        var buffer = new BlockBuffers(1).take();
        var bytes = new byte[DiskTree.BLOCK_BYTES];
        Arrays.fill(bytes, (byte) value);
        buffer.bytes().put(bytes).flip();
        return codec.encode(buffer);
    }

    @Test
    void whatACrashTookBackIsToldInBytes() throws Exception {
        var disk = TestDisk.random(1, 6); // the first and the fourth compress
        var task = UUID.randomUUID();
        try (var driver = open()) {
            blobs.crashAt(6); // after create, header and three blocks
            assertThatThrownBy(() -> importOf(driver, disk, task)).hasMessageContaining("dies");
        }
        try (var driver = open();
                var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            // what was gathered in memory is not counted: the last block or two
            assertThat(session.lostBytes()).isBetween(1L, 3L * DiskTree.BLOCK_BYTES);
        }
    }

    private static TestDisk disk(int seed, int blocks) {
        var disk = new TestDisk(600L * DiskTree.BLOCK_BYTES);
        for (int i = 0; i < blocks; i++) {
            disk.with(i * 150L, 0);
            var block = disk.blocks.get(i * 150L);
            block[0] = (byte) seed;
            block[1] = (byte) (seed >> 8);
            block[2] = (byte) (i + 1);
        }
        return disk;
    }

    private static ReclaimRequest all(ManifestKey keep) {
        return new ReclaimRequest(Set.of(keep), Limit.NONE, Duration.ZERO);
    }

    private StorageDriver open() throws IOException {
        var place = Files.createDirectories(folder.resolve("storage" + run));
        blobs = new FaultyBlobStore(new FileBlobStore(place));
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder.resolve("cache" + run));
        return new Zstore(blobs, settings, epochs, codec, InstantSource.system()).create(STORAGE);
    }

    /** Goes on with another, empty storage. */
    private void wipe() {
        run++;
        epochs.set(0);
    }

    private void importOf(StorageDriver driver, TestDisk disk, UUID task) throws IOException, InterruptedException {
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            disk.writeTo(session.openDisk(task, disk.lengthBytes), codec);
            session.publish(manifest(task, disk));
        }
        epochs.end(task);
    }

    /** Puts two disks into the same packs and publishes the first alone. */
    private ManifestKey importTogether(StorageDriver driver, TestDisk kept, TestDisk gone) throws Exception {
        var task = UUID.randomUUID();
        var manifest = manifest(task, kept);
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            var writer = session.openDisk(task, kept.lengthBytes);
            gone.writeTo(writer, codec);
            kept.writeTo(writer, codec);
            session.publish(manifest);
        }
        epochs.end(task);
        return manifest.key();
    }

    private static Manifest manifest(UUID task, TestDisk disk) {
        return new Manifest(
                ManifestKey.random(ManifestKind.IMAGE, task),
                StoredDisk.of(disk.identity(), "raw"),
                new Provenance(
                        task,
                        DEPLOYMENT,
                        "AddImage",
                        NOON,
                        NOON,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** Reads the whole tree and every block with data. */
    private static void checkReads(StorageDriver driver, TestDisk disk) throws IOException {
        try (var reader = driver.open(disk.identity())) {
            int blocks = 0;
            var walk = TreeWalk.over(disk.identity(), reader);
            for (var extent = walk.next(); extent != null; extent = walk.next()) {
                if (extent instanceof Extent.Block block) {
                    blocks++;
                    var bytes = ByteBuffer.allocate(DiskTree.BLOCK_BYTES);
                    reader.read(block.offsetBytes(), bytes);
                    assertThat(bytes.array()).isEqualTo(disk.blocks.get(block.firstBlock()));
                }
            }
            assertThat(blocks).isEqualTo(disk.blocks.size());
        }
    }

    private long unfinished() throws IOException {
        var temporary = FileSystems.getDefault().getPathMatcher("glob:**.tmp");
        try (var files = Files.walk(folder)) {
            return files.filter(temporary::matches).count();
        }
    }
}
