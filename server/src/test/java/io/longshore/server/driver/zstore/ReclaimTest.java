package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.DiskTree;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.ReclaimReport;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.ReclaimRequest.Limit;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.MemoryBlobStore;
import io.longshore.server.driver.zstore.manifest.Collections;
import io.longshore.server.driver.zstore.manifest.Ownership;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When space is reclaimed, when that is refused, and what it costs. */
class ReclaimTest {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005f");
    private static final UUID DEPLOYMENT = UUID.fromString("00000000-0000-4000-8000-00000000d001");

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();
    private final MemoryEpochs epochs = new MemoryEpochs();
    private final CountingBlobStore blobs = new CountingBlobStore();
    private final TestDisk kept = disk(1);
    private final TestDisk gone = disk(2);
    private ZstoreDriver driver;

    /** Counts the reads of packs, and can make one read what is not there. */
    private static final class CountingBlobStore extends MemoryBlobStore {
        private final AtomicLong reads = new AtomicLong();

        @Override
        public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
            if (key.path().startsWith("packs/")) {
                reads.incrementAndGet();
            }
            super.read(key, offset, target);
        }

        void damage(String path, int offset) {
            var bytes = content().get(path).clone();
            bytes[offset] ^= 1;
            delete(new BlobKey(path));
            putIfAbsent(new BlobKey(path), bytes);
        }
    }

    @BeforeEach
    void open() throws IOException {
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder);
        driver = new Zstore(blobs, settings, epochs, codec, InstantSource.system()).create(STORAGE);
    }

    @AfterEach
    void close() throws IOException {
        driver.close();
        codec.close();
    }

    @Test
    void marksEachNodeOnceAndSaysSo() throws Exception {
        publish(kept);
        publish(kept);
        driver.deleteManifest(publish(gone));
        var told = new ArrayList<List<Long>>();

        driver.reclaim(new ReclaimRequest(Set.of(), Limit.NONE, Duration.ZERO), new ReclaimListener() {
            @Override
            public void marking(long nodesRead, long nodesTotal) {
                told.add(List.of(nodesRead, nodesTotal));
            }
        });

        assertThat(told).containsExactly(List.of(1L, 2L));
    }

    @Test
    void aNodeThatCantBeReadIsARefusal() throws Exception {
        publish(kept);
        blobs.damage(packOf(2), 64 + 64 + 5); // of nodes
        driver.deleteManifest(publish(gone));

        refused("CRC of record", Limit.NONE, Set.of());
    }

    @Test
    void aBlockThatIsMissingIsARefusal() throws Exception {
        publish(kept);
        blobs.delete(new BlobKey(packOf(1)));
        driver.close();
        open();

        refused("is missing", Limit.NONE, Set.of());
    }

    @Test
    void aManifestThatTheStorageDoesNotListIsARefusal() throws Exception {
        publish(kept);
        driver.deleteManifest(publish(gone));
        var unknown = ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID());

        refused(unknown.id(), Limit.NONE, Set.of(unknown));
    }

    @Test
    void aManifestThatCantBeReadIsARefusal() throws Exception {
        publish(kept);
        driver.deleteManifest(publish(gone));
        var manifest = blobs.content().keySet().stream()
                .filter(path -> path.startsWith("manifests/"))
                .findFirst()
                .orElseThrow();
        blobs.damage(manifest, 20);

        refused("manifests/image", Limit.NONE, Set.of());
    }

    @Test
    void aFormatThatIsNotOursIsARefusal() throws Exception {
        driver.deleteManifest(publish(gone));
        for (var file : new String[] {"format.json", "format.json.2"}) {
            blobs.delete(new BlobKey(file));
            blobs.putIfAbsent(new BlobKey(file), "{\"zstore\": 2}".getBytes(StandardCharsets.UTF_8));
        }

        refused("format.json", Limit.NONE, Set.of());
    }

    @Test
    void aStorageOfAnotherDeploymentIsLeftAlone() throws Exception {
        driver.deleteManifest(publish(gone));
        var before = blobs.content().keySet();
        new Ownership(blobs, UUID.randomUUID()).take("other", InstantSource.system());

        assertThatThrownBy(() -> reclaim(Limit.NONE, Set.of())).isInstanceOf(ReadOnlyStorageException.class);
        assertThat(blobs.content().keySet()).containsAll(before);
    }

    @Test
    void moreThanHalfGoesOnlyWhenToldTo() throws Exception {
        driver.deleteManifest(publish(gone));

        refused("half", Limit.HALF, Set.of());
        assertThat(reclaim(Limit.NONE, Set.of()).freedBytes()).isPositive();
    }

    @Test
    void anEarlierCatalogIsNotWrittenFor() throws Exception {
        driver.deleteManifest(publish(gone));
        new Collections(blobs).write(7, Set.of(), InstantSource.system()); // by another server, with a later catalog

        assertThatThrownBy(() -> reclaim(Limit.NONE, Set.of())).isInstanceOf(OlderCatalogException.class);
        driver.close();
        open();
        assertThatThrownBy(() -> publish(gone)).isInstanceOf(OlderCatalogException.class);
        assertThat(driver.check().writable()).isFalse();
        driver.close();
        epochs.adopt(7);
        open();
        publish(gone);
    }

    @Test
    void whatAnotherServerCondemnedIsKnownFromTheNextLeaseOn() throws Exception {
        var key = publish(gone);
        driver.deleteManifest(key);
        var settings = new ZstoreSettings(DEPLOYMENT, "other", folder.resolve("other"));
        try (var other = new Zstore(blobs, settings, epochs, codec, InstantSource.system()).open(STORAGE)) {
            other.reclaim(request(Limit.NONE, Set.of()), ReclaimListener.NONE);
        }
        publish(gone); // counts on nothing that it knew

        driver.close();
        open();
        assertThat(driver.check().warnings()).isEmpty();
        assertThat(driver.has(gone.identity())).isTrue();
    }

    @Test
    void liveDataThatIsDamagedStaysAndTheRestGoes() throws Exception {
        var both = new TestDisk(4L * DiskTree.BLOCK_BYTES).with(0, 1).with(1, 2).with(2, 3);
        var key = publish(both);
        blobs.damage(packOf(1), 64 + 64 + 3); // its first block
        publish(new TestDisk(4L * DiskTree.BLOCK_BYTES).with(0, 1));
        driver.deleteManifest(key);
        driver.deleteManifest(publish(gone));

        assertThatThrownBy(() -> reclaim(Limit.NONE, Set.of()))
                .isInstanceOf(ReclaimRefusedException.class)
                .hasMessageContaining("live data is damaged")
                .hasMessageContaining("given back");
        assertThat(epochs.condemned()).hasSize(1);
        assertThat(driver.has(gone.identity())).isFalse();
    }

    @Test
    void whoGoesOnAfterItsLeaseWasEndedCountsOnNothingThatItFound() throws Exception {
        var key = publish(gone);
        var task = UUID.randomUUID();
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            assertThat(session.leaseKept()).isFalse();
            assertThat(session.openDisk(task, gone.lengthBytes)
                            .hasNode(gone.identity().root()))
                    .isTrue();
        }
        driver.deleteManifest(key);

        assertThat(reclaim(Limit.NONE, Set.of()).freedBytes()).isPositive();

        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            assertThat(session.leaseKept()).isFalse();
            assertThat(session.openDisk(task, gone.lengthBytes)
                            .hasNode(gone.identity().root()))
                    .isFalse();
        }
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            assertThat(session.leaseKept()).isTrue();
        }
    }

    @Test
    void whatSomebodyStillWritesIsLeftAlone() throws Exception {
        driver.deleteManifest(publish(gone));
        var task = UUID.randomUUID();
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            kept.writeTo(session.openDisk(task, kept.lengthBytes), codec);
            session.seal();
            var packs = session.sealed();
            var dry = reclaim(Limit.DRY_RUN, Set.of());
            assertThat(dry.deletedPacks()).isEqualTo(2);
            assertThat(packs).hasSize(2);
        }
    }

    @Test
    void aThousandBackupsOfOneDiskCostLittleMoreThanOne() throws Exception {
        var disk = new TestDisk(600L * DiskTree.BLOCK_BYTES);
        for (int i = 0; i < 600; i += 50) {
            disk.with(i, i / 50 + 1);
        }
        publish(disk);
        long one = readsOfMarking();
        var task = UUID.randomUUID();
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            for (int i = 1; i < 1000; i++) {
                session.publish(manifest(task, disk));
            }
        }
        epochs.end(task);

        assertThat(readsOfMarking()).isEqualTo(one).isEqualTo(4); // the root and the three nodes below
    }

    private long readsOfMarking() throws Exception {
        blobs.reads.set(0);
        var _ = reclaim(Limit.DRY_RUN, Set.of());
        return blobs.reads.get();
    }

    /** Nothing was deleted. */
    private void refused(String why, Limit limit, Set<ManifestKey> mustExist) {
        Map<String, byte[]> before = blobs.content();
        assertThatThrownBy(() -> reclaim(limit, mustExist))
                .isInstanceOf(ReclaimRefusedException.class)
                .hasMessageContaining(why);
        assertThat(blobs.content().keySet()).isEqualTo(before.keySet());
    }

    private ReclaimReport reclaim(Limit limit, Set<ManifestKey> mustExist) throws IOException, InterruptedException {
        return driver.reclaim(request(limit, mustExist), ReclaimListener.NONE);
    }

    private static ReclaimRequest request(Limit limit, Set<ManifestKey> mustExist) {
        return new ReclaimRequest(mustExist, limit, Duration.ZERO);
    }

    /** The path of the first pack that holds blocks (1) or nodes (2). */
    private String packOf(int kind) {
        return blobs.content().entrySet().stream()
                .filter(blob -> blob.getKey().startsWith("packs/") && blob.getValue()[12] == kind)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static TestDisk disk(int value) {
        return new TestDisk(3L * DiskTree.BLOCK_BYTES).with(0, value).with(2, value + 100);
    }

    private ManifestKey publish(TestDisk disk) throws IOException, InterruptedException {
        var task = UUID.randomUUID();
        var manifest = manifest(task, disk);
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            disk.writeTo(session.openDisk(task, disk.lengthBytes), codec);
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
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }
}
