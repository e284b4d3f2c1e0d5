package io.longshore.server.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ReclaimRequest.Limit;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every promise of {@link StorageDriver}, checked once for all drivers. A driver's test opens its storage, nothing more. */
public abstract class StorageDriverContract {
    protected static final UUID DEPLOYMENT = UUID.fromString("00000000-0000-4000-8000-00000000d001");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    protected final BlockCodec codec = new BlockCodec();

    /** Opens the storage of this test, made empty at the first call; calls after the first see what is there. */
    protected abstract StorageDriver open() throws IOException;

    /** Whether a block that lies on several disks, or twice on one, is kept once. */
    protected boolean keepsEqualBlocksOnce() {
        return true;
    }

    /** Ends a task's lease, as whoever keeps tasks does when one has ended. */
    protected abstract void endLease(UUID task);

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    @Test
    void whatWasPublishedIsReadBackEqual() throws Exception {
        var disk = TestDisk.random(1, 5);
        ManifestKey key;
        try (var driver = open()) {
            key = publish(driver, disk);
        }
        try (var driver = open()) {
            assertThat(driver.manifest(key).orElseThrow().body()).isEqualTo(StoredDisk.of(disk.identity(), "raw"));
            assertThat(driver.manifests(ManifestKind.IMAGE)).containsExactly(key);
            assertThat(driver.manifests(ManifestKind.IMAGE, key.uuid())).containsExactly(key);
            assertThat(driver.manifests(ManifestKind.VOLUME_BACKUP)).isEmpty();
            assertThat(driver.has(disk.identity())).isTrue();
            assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
        }
    }

    @Test
    void readsAnyRange() throws Exception {
        var disk = TestDisk.random(2, 3).with(7, 9);
        try (var driver = open()) {
            publish(driver, disk);
            try (var reader = driver.open(disk.identity())) {
                var all = disk.bytes();
                for (int[] range : new int[][] {
                    {0, 1},
                    {DiskTree.BLOCK_BYTES - 1, 2},
                    {100, 3 * DiskTree.BLOCK_BYTES},
                    {all.length - 5, 5},
                    {all.length, 0}
                }) {
                    var part = ByteBuffer.allocate(range[1]);
                    reader.read(range[0], part);
                    assertThat(part.array())
                            .isEqualTo(java.util.Arrays.copyOfRange(all, range[0], range[0] + range[1]));
                }
                assertThatThrownBy(() -> reader.read(all.length - 1, ByteBuffer.allocate(2)))
                        .isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void aDiskOfZerosTakesNoData() throws Exception {
        var disk = new TestDisk(1L << 40);
        try (var driver = open()) {
            publish(driver, disk);
            try (var reader = driver.open(disk.identity())) {
                var end = ByteBuffer.allocate(100).put(0, (byte) 1);
                reader.read((1L << 40) - 100, end);
                assertThat(end.array()).containsOnly(0);
            }
            assertThat(driver.usage().used()).isLessThan(10_000);
        }
    }

    @Test
    void anUnknownDiskIsNotThere() throws Exception {
        try (var driver = open()) {
            var identity = TestDisk.random(3, 1).identity();
            assertThat(driver.has(identity)).isFalse();
            assertThatThrownBy(() -> driver.open(identity)).isInstanceOf(NoSuchDiskException.class);
            assertThat(driver.manifest(ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID())))
                    .isEmpty();
        }
    }

    @Test
    void publishingWhatIsNotWholeIsRefused() throws Exception {
        try (var driver = open()) {
            var task = UUID.randomUUID();
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                var manifest = manifest(task, TestDisk.random(4, 1).identity());
                assertThatThrownBy(() -> session.publish(manifest)).isInstanceOf(NoSuchDiskException.class);
            }
            assertThat(driver.manifests(ManifestKind.IMAGE)).isEmpty();
        }
    }

    @Test
    void aManifestIsWrittenOnce() throws Exception {
        try (var driver = open()) {
            var task = UUID.randomUUID();
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                var manifest = manifest(task, DiskIdentity.ofZeros(5));
                session.publish(manifest);
                assertThatThrownBy(() -> session.publish(manifest)).isInstanceOf(FileAlreadyExistsException.class);
            }
        }
    }

    @Test
    void aSessionThatPublishesNothingLeavesNothingToSee() throws Exception {
        var disk = TestDisk.random(5, 4);
        try (var driver = open()) {
            try (var session = driver.startWriting(WriteRequest.of(UUID.randomUUID()), WriteListener.NONE)) {
                disk.writeTo(session.openDisk(UUID.randomUUID(), disk.lengthBytes), codec);
            }
            assertThat(driver.manifests(ManifestKind.IMAGE)).isEmpty();
            assertThat(driver.has(disk.identity())).isFalse();
        }
    }

    @Test
    void whatWasSealedIsFoundByTheNextAttempt() throws Exception {
        var disk = TestDisk.random(6, 4);
        var task = UUID.randomUUID();
        var named = new ArrayList<String>();
        try (var driver = open()) {
            try (var session = driver.startWriting(WriteRequest.of(task), checkpoint(named))) {
                disk.writeTo(session.openDisk(task, disk.lengthBytes), codec);
                session.seal();
                assertThat(session.sealed()).extracting(SealedPack::name).containsExactlyElementsOf(named);
            }
        }
        try (var driver = open();
                var session =
                        driver.startWriting(new WriteRequest(task, named, Optional.empty()), WriteListener.NONE)) {
            var writer = session.openDisk(task, disk.lengthBytes);
            assertThat(writer.hasNode(disk.identity().root())).isEqualTo(keepsEqualBlocksOnce());
            for (var block : disk.blocks.entrySet()) {
                assertThat(writer.hasBlock(block.getKey(), Digest.sha256(block.getValue())))
                        .isTrue();
            }
            assertThat(session.sealed()).extracting(SealedPack::name).containsExactlyElementsOf(named);
            assertThat(session.lostBytes()).isZero();
            long read = 0;
            for (var pack : session.sealed()) {
                var back = session.readBack(pack);
                read += back.blocks();
                assertThat(back.storedBytes()).isEqualTo(pack.storedBytes());
            }
            assertThat(read).isEqualTo(4);
            session.publish(manifest(task, disk.identity()));
        }
        try (var driver = open()) {
            assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
        }
    }

    @Test
    void whatWasNotSealedIsToldToTheNextAttempt() throws Exception {
        var disk = new TestDisk(DiskTree.BLOCK_BYTES).with(0, 1);
        var task = UUID.randomUUID();
        try (var driver = open()) {
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                disk.writeTo(session.openDisk(UUID.randomUUID(), disk.lengthBytes), codec);
            }
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                assertThat(session.lostBytes()).isEqualTo(DiskTree.BLOCK_BYTES);
                assertThat(session.openDisk(UUID.randomUUID(), disk.lengthBytes)
                                .hasBlock(0, Digest.sha256(disk.blocks.get(0L))))
                        .isFalse();
            }
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                assertThat(session.lostBytes()).isZero();
            }
        }
    }

    @Test
    void aListenerThatThrowsKeepsThePackOut() throws Exception {
        var disk = TestDisk.random(7, 1);
        try (var driver = open()) {
            var listener = new WriteListener() {
                @Override
                public void sealing(String pack) throws IOException {
                    throw new IOException("no checkpoint");
                }

                @Override
                public void sealed(SealedPack pack) {}
            };
            try (var session = driver.startWriting(WriteRequest.of(UUID.randomUUID()), listener)) {
                disk.writeTo(session.openDisk(UUID.randomUUID(), disk.lengthBytes), codec);
                assertThatThrownBy(session::seal).hasMessage("no checkpoint");
                assertThatThrownBy(session::seal)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("broken");
            }
            assertThat(driver.has(disk.identity())).isFalse();
            assertThat(driver.usage().used()).isZero();
        }
    }

    @Test
    protected void aNodeWithoutItsChildrenIsRefused() throws Exception {
        var disk = TestDisk.random(8, 1);
        try (var driver = open();
                var session = driver.startWriting(WriteRequest.of(UUID.randomUUID()), WriteListener.NONE)) {
            var writer = session.openDisk(UUID.randomUUID(), disk.lengthBytes);
            var builder = new io.longshore.disk.TreeBuilder(writer::putNode);
            builder.add(Digest.sha256(disk.blocks.get(0L)));
            assertThatThrownBy(() -> builder.finish(5)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theSameBlockIsStoredOnceOrWithEachDisk() throws Exception {
        var one = TestDisk.random(9, 3);
        try (var driver = open()) {
            publish(driver, one);
            long used = driver.usage().used();
            publish(driver, one);
            long again = driver.usage().used() - used;
            if (keepsEqualBlocksOnce()) {
                assertThat(again).isLessThan(10_000);
            } else {
                assertThat(again).isEqualTo(used);
            }
        }
    }

    @Test
    void manyThreadsMayPutAtOnce() throws Exception {
        var disks = List.of(TestDisk.random(10, 12), TestDisk.random(10, 12), TestDisk.random(11, 12));
        try (var driver = open()) {
            var task = UUID.randomUUID();
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE);
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var writing = disks.stream()
                        .map(disk -> threads.submit(
                                () -> disk.writeTo(session.openDisk(UUID.randomUUID(), disk.lengthBytes), codec)))
                        .toList();
                for (var each : writing) {
                    each.get();
                }
                for (var disk : disks) {
                    session.publish(manifest(task, disk.identity()));
                }
                int blocks = 0;
                for (var pack : session.sealed()) {
                    blocks += session.readBack(pack).blocks();
                }
                assertThat(blocks).isEqualTo(keepsEqualBlocksOnce() ? 24 : 36);
            }
            for (var disk : disks) {
                assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
            }
        }
    }

    @Test
    void blocksPassFromStorageToStorageAsTheyAreStored() throws Exception {
        var disk = TestDisk.random(12, 6);
        try (var driver = open()) {
            publish(driver, disk);
            var buffers = new BlockBuffers(1);
            try (var reader = driver.open(disk.identity())) {
                var walk = TreeWalk.over(disk.identity(), reader);
                for (var extent = walk.next(); extent != null; extent = walk.next()) {
                    if (extent instanceof io.longshore.disk.Extent.Block block) {
                        try (var encoded = reader.block(block.firstBlock(), block.digest(), buffers.take())) {
                            var plain = ByteBuffer.allocate(DiskTree.BLOCK_BYTES);
                            codec.decode(
                                    encoded.digest(),
                                    encoded.compression(),
                                    encoded.stored(),
                                    encoded.plainBytes(),
                                    plain);
                            assertThat(plain.array()).isEqualTo(disk.blocks.get(block.firstBlock()));
                        }
                    }
                }
            }
        }
    }

    @Test
    void severalMayPutOneTombstoneAtOnce() throws Exception {
        try (var driver = open()) {
            var tombstone = new Tombstone(
                    ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID()), UUID.randomUUID(), NOON, "MIGRATED");
            var puts = new ArrayList<Future<?>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 20; i++) {
                    puts.add(threads.submit(() -> {
                        driver.putTombstone(tombstone);
                        return true;
                    }));
                }
            }
            for (var put : puts) {
                put.get();
            }
            assertThat(driver.tombstones()).containsExactly(tombstone);
        }
    }

    @Test
    void tombstonesComeAndGo() throws Exception {
        try (var driver = open()) {
            var key = publish(driver, new TestDisk(5));
            var tombstone = new Tombstone(key, UUID.randomUUID(), NOON, "MIGRATED");
            driver.putTombstone(tombstone);
            driver.putTombstone(tombstone);
            assertThat(driver.tombstones()).containsExactly(tombstone);
            assertThat(driver.removeTombstones(key)).isTrue();
            assertThat(driver.removeTombstones(key)).isFalse();
            assertThat(driver.tombstones()).isEmpty();
        }
    }

    @Test
    void theNewestNoteCounts() throws Exception {
        try (var driver = open()) {
            var uuid = UUID.randomUUID();
            assertThat(driver.note(ManifestKind.IMAGE, uuid)).isEmpty();
            driver.putNote(new Note(ManifestKind.IMAGE, uuid, 9, "nine", "", List.of()));
            var newest = new Note(ManifestKind.IMAGE, uuid, 10, "ten", "words", List.of("a", "b"));
            driver.putNote(newest);
            assertThat(driver.note(ManifestKind.IMAGE, uuid)).contains(newest);
        }
    }

    @Test
    void checkSaysWhoseTheStorageIs() throws Exception {
        try (var driver = open()) {
            var check = driver.check();
            assertThat(check).isEqualTo(new StorageCheck(driver.uuid(), DEPLOYMENT, true, List.of(), List.of()));
        }
    }

    @Test
    void reclaimFreesWhatNoManifestNames() throws Exception {
        var kept = TestDisk.random(13, 6);
        var gone = TestDisk.random(14, 40);
        try (var driver = open()) {
            var keep = publish(driver, kept);
            var go = publish(driver, gone);
            long used = driver.usage().used();
            assertThat(driver.deleteManifest(go)).isTrue();
            assertThat(driver.deleteManifest(go)).isFalse();
            var report = driver.reclaim(reclaim(Set.of(keep), Limit.NONE), ReclaimListener.NONE);
            assertThat(report.freedBytes()).isPositive();
            assertThat(used - driver.usage().used()).isGreaterThanOrEqualTo(report.freedBytes());
            assertThat(driver.has(gone.identity())).isFalse();
            assertThat(read(driver, kept.identity())).isEqualTo(kept.bytes());
        }
        try (var driver = open()) {
            assertThat(driver.check().warnings()).isEmpty();
            assertThat(read(driver, kept.identity())).isEqualTo(kept.bytes());
            publish(driver, gone);
            assertThat(read(driver, gone.identity())).isEqualTo(gone.bytes());
        }
    }

    @Test
    void reclaimKeepsWhatLiesInTheTrash() throws Exception {
        var disk = TestDisk.random(15, 2);
        try (var driver = open()) {
            var key = publish(driver, disk);
            driver.putTombstone(new Tombstone(key, UUID.randomUUID(), NOON, "DELETED"));
            assertThat(driver.reclaim(reclaim(Set.of(key), Limit.NONE), ReclaimListener.NONE)
                            .freedBytes())
                    .isZero();
            assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
        }
    }

    @Test
    void reclaimRefusesWhenAManifestIsMissing() throws Exception {
        try (var driver = open()) {
            publish(driver, TestDisk.random(16, 2));
            var unknown = ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID());
            assertThatThrownBy(() -> driver.reclaim(reclaim(Set.of(unknown), Limit.NONE), ReclaimListener.NONE))
                    .isInstanceOf(ReclaimRefusedException.class)
                    .hasMessageContaining(unknown.id());
        }
    }

    @Test
    void reclaimRefusesToTakeMoreThanHalfUnlessTold() throws Exception {
        try (var driver = open()) {
            driver.deleteManifest(publish(driver, TestDisk.random(17, 2)));
            assertThatThrownBy(() -> driver.reclaim(reclaim(Set.of(), Limit.HALF), ReclaimListener.NONE))
                    .isInstanceOf(ReclaimRefusedException.class);
            var dry = driver.reclaim(reclaim(Set.of(), Limit.DRY_RUN), ReclaimListener.NONE);
            assertThat(dry.freedBytes()).isPositive();
            assertThat(driver.usage().reclaimable()).hasValue(dry.freedBytes());
            assertThat(driver.reclaim(reclaim(Set.of(), Limit.NONE), ReclaimListener.NONE)
                            .freedBytes())
                    .isEqualTo(dry.freedBytes());
            assertThat(driver.usage().used()).isZero();
        }
    }

    @Test
    protected void reclaimGoesOnBesideAWriterAndTakesNothingThatItCountsOn() throws Exception {
        var disk = TestDisk.random(18, 2);
        var other = TestDisk.random(19, 2);
        var task = UUID.randomUUID();
        try (var driver = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var gone = publish(driver, disk);
            Future<ReclaimReport> reclaimed;
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                var writer = session.openDisk(UUID.randomUUID(), disk.lengthBytes);
                disk.writeTo(writer, codec); // all of it is there
                driver.deleteManifest(gone);
                var waits = new CountDownLatch(1);
                reclaimed = threads.submit(() -> driver.reclaim(reclaim(Set.of(), Limit.NONE), new ReclaimListener() {
                    @Override
                    public void waiting(String reason) {
                        waits.countDown();
                    }
                }));
                waits.await();
                publish(driver, other); // begins and ends meanwhile
                session.publish(manifest(task, disk.identity()));
            }
            endLease(task);
            assertThat(reclaimed.get().epoch()).isEqualTo(1);
            assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
            assertThat(read(driver, other.identity())).isEqualTo(other.bytes());
        }
        try (var driver = open()) {
            assertThat(driver.check().warnings()).isEmpty();
            assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
            assertThat(read(driver, other.identity())).isEqualTo(other.bytes());
        }
    }

    protected static ReclaimRequest reclaim(Set<ManifestKey> mustExist, Limit limit) {
        return new ReclaimRequest(mustExist, limit, Duration.ZERO);
    }

    protected static WriteListener checkpoint(List<String> names) {
        return new WriteListener() {
            @Override
            public void sealing(String pack) {
                names.add(pack);
            }

            @Override
            public void sealed(SealedPack pack) {
                assertThat(names).contains(pack.name());
            }
        };
    }

    protected ManifestKey publish(StorageDriver driver, TestDisk disk) throws IOException, InterruptedException {
        var task = UUID.randomUUID();
        var manifest = manifest(task, disk.identity());
        try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
            assertThat(disk.writeTo(session.openDisk(manifest.key().uuid(), disk.lengthBytes), codec))
                    .isEqualTo(disk.identity());
            session.publish(manifest);
        }
        endLease(task);
        return manifest.key();
    }

    protected static Manifest manifest(UUID task, DiskIdentity content) {
        var provenance = new Provenance(
                task, DEPLOYMENT, "AddImage", NOON, NOON, Optional.empty(), Optional.empty(), Optional.empty());
        return new Manifest(
                ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID()), StoredDisk.of(content, "raw"), provenance);
    }

    protected static byte[] read(StorageDriver driver, DiskIdentity disk) throws IOException {
        try (var reader = driver.open(disk)) {
            var bytes = ByteBuffer.allocate(Math.toIntExact(disk.lengthBytes()));
            reader.read(0, bytes);
            return bytes.array();
        }
    }
}
