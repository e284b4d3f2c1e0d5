package io.longshore.server.transfer;

import static io.longshore.server.transfer.TransferFixture.MIB;
import static io.longshore.server.transfer.TransferFixture.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.DiskInUseException;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.ceph.Ceph;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.server.driver.ceph.CephDriver;
import io.longshore.server.driver.ceph.CephSettings;
import io.longshore.server.driver.ceph.MemoryLeases;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that move between two real Ceph clusters and folders, and clusters that fail meanwhile. */
class CephTransferTest {
    /** Short: the tests that need a cluster to be silent wait for it. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

    private static final UUID DEPLOYMENT = new UUID(4, 2);

    private static CephCluster first;
    private static CephCluster second;

    @TempDir
    Path folder;

    private final String namespace = "test-" + UUID.randomUUID();
    private final BlockCodec codec = new BlockCodec();
    private final MemoryLeases leases = new MemoryLeases();
    private TransferFixture disks;

    @BeforeAll
    static void startClusters() throws Exception {
        first = CephCluster.start(4L << 30);
        second = CephCluster.start(4L << 30);
    }

    @AfterAll
    static void endClusters() throws Exception {
        first.close();
        second.close();
    }

    @BeforeEach
    void open() {
        disks = new TransferFixture(folder);
    }

    @AfterEach
    void close() {
        disks.close();
        codec.close();
    }

    private CephDriver ceph(CephCluster cluster) throws IOException {
        var settings = new CephSettings(DEPLOYMENT, cluster.settings(ANSWER_LIMIT), cluster.pool(), namespace);
        return new Ceph(settings, leases, codec).create(new UUID(0xce, 0xf));
    }

    private static Manifest manifest(UUID task, UUID image, DiskIdentity disk) {
        var now = Instant.parse("2026-11-21T12:00:00Z");
        return new Manifest(
                ManifestKey.random(ManifestKind.IMAGE, image),
                StoredDisk.of(disk, "raw"),
                new Provenance(
                        task,
                        DEPLOYMENT,
                        "MigrateImage",
                        now,
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** Copies, verifies and publishes, as a task of its own; returns what reading back said. */
    private Receipt migrate(StorageDriver from, StorageDriver to, UUID image, DiskIdentity disk)
            throws InterruptedException {
        return migrate(UUID.randomUUID(), new KeptMonitor(), from, to, image, disk);
    }

    private Receipt migrate(
            UUID task, KeptMonitor monitor, StorageDriver from, StorageDriver to, UUID image, DiskIdentity disk)
            throws InterruptedException {
        try (var transfer = disks.engine.start(task, to, monitor)) {
            transfer.copy(List.of(new DiskCopy(image, from, disk)));
            var receipt = transfer.verify().getFirst();
            transfer.publish(manifest(task, image, disk));
            leases.end(task);
            return receipt;
        }
    }

    private byte[] exported(CephCluster cluster, String image) throws Exception {
        var file = folder.resolve("exported");
        cluster.run("rbd", "export", cluster.pool() + "/" + namespace + "/" + image, file.toString());
        var bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {9 * MIB, 21 * MIB + 12_345, 100})
    void movesFromAFolderFromClusterToClusterAndBack(int length) throws Exception {
        var content = content(length, length);
        var image = UUID.randomUUID();
        try (var a = disks.storage("a");
                var one = ceph(first);
                var two = ceph(second);
                var b = disks.storage("b")) {
            var disk = disks.ingest(a, content).identity();
            migrate(a, one, image, disk);
            var receipt = migrate(one, two, image, disk);
            migrate(two, b, image, disk);

            assertThat(disks.export(two, disk)).isEqualTo(content);
            assertThat(disks.export(b, disk)).isEqualTo(content);
            assertThat(receipt.destination()).isEqualTo(disk);
            assertThat(receipt.zeroBytes()).isEqualTo(length > 4 * MIB ? 2L * MIB : 0);
            assertThat(receipt.sentBytes() + receipt.zeroBytes()).isEqualTo(length);
            for (var cluster : List.of(first, second)) {
                var raw = exported(cluster, Uuids.of(image));
                assertThat(raw).hasSize((length + 4095) / 4096 * 4096);
                assertThat(Arrays.copyOf(raw, length)).isEqualTo(content);
            }
        }
    }

    @Test
    void whatWasPublishedCanBeClonedAtOnceAndNotDeletedWhileThereAreClones() throws Exception {
        var content = content(6 * MIB, 1);
        var image = UUID.randomUUID();
        try (var a = disks.storage("a");
                var one = ceph(first)) {
            migrate(a, one, image, disks.ingest(a, content).identity());
            var place = first.pool() + "/" + namespace + "/";
            first.run("rbd", "clone", place + Uuids.of(image) + "@longshore", place + "clone");
            assertThat(exported(first, "clone")).isEqualTo(content);

            var key = one.manifests(ManifestKind.IMAGE).getFirst();
            assertThatThrownBy(() -> one.deleteManifest(key))
                    .isInstanceOf(DiskInUseException.class)
                    .hasMessageContaining(place + "clone");
            assertThat(exported(first, Uuids.of(image))).isEqualTo(content);

            first.run("rbd", "rm", place + "clone");
            assertThat(one.deleteManifest(key)).isTrue();
            one.reclaim(new ReclaimRequest(Set.of(), ReclaimRequest.Limit.NONE, Duration.ZERO), ReclaimListener.NONE);
            assertThat(first.run("rbd", "ls", first.pool() + "/" + namespace)).isEmpty();
        }
    }

    @Test
    void aCopyInTheTrashLeavesItsNameToTheNext() throws Exception {
        var content = content(3 * MIB, 2);
        var later = content(2 * MIB, 3);
        var image = UUID.randomUUID();
        try (var a = disks.storage("a");
                var one = ceph(first)) {
            migrate(a, one, image, disks.ingest(a, content).identity());
            var key = one.manifests(ManifestKind.IMAGE).getFirst();
            one.putTombstone(new Tombstone(key, UUID.randomUUID(), Instant.EPOCH, "MIGRATED"));
            migrate(a, one, image, disks.ingest(a, later).identity());
            assertThat(exported(first, Uuids.of(image))).isEqualTo(later);
            assertThat(one.manifests(ManifestKind.IMAGE, image)).hasSize(2);
            one.deleteManifest(key);
            assertThat(exported(first, Uuids.of(image))).isEqualTo(later);
        }
    }

    @Test
    void aTableThatIsLostIsMadeAgainFromTheBytes() throws Exception {
        var content = content(7 * MIB + 1, 4);
        var image = UUID.randomUUID();
        try (var a = disks.storage("a");
                var one = ceph(first)) {
            var disk = disks.ingest(a, content).identity();
            migrate(a, one, image, disk);
            var pool = List.of("rados", "-p", first.pool(), "-N", namespace);
            for (var object : first.run("rados", "-p", first.pool(), "-N", namespace, "ls")
                    .lines()
                    .toList()) {
                if (object.startsWith("longshore.tree.")) {
                    first.run(pool.getFirst(), "-p", first.pool(), "-N", namespace, "rm", object);
                }
            }
            assertThat(disks.export(one, disk)).isEqualTo(content);
        }
    }

    @Test
    void goesOnAfterAnOsdWasSilentInTheMiddle() throws Exception {
        var content = content(140 * MIB, 5);
        var image = UUID.randomUUID();
        var task = UUID.randomUUID();
        var monitor = new KeptMonitor();
        try (var a = disks.storage("a");
                var one = ceph(first)) {
            var disk = disks.ingest(a, content).identity();
            monitor.beforeCheckpoint(2, () -> withFault(first::freezeOsd)); // at the first seal
            try {
                assertThatThrownBy(() -> migrate(task, monitor, a, one, image, disk))
                        .asInstanceOf(type(FailureException.class))
                        .satisfies(failure -> assertThat(failure.reason())
                                .as(failure.getMessage())
                                .isEqualTo(Reason.STORAGE_DISCONNECTED));
            } finally {
                first.thawOsd();
            }
            assertThat(one.manifests(ManifestKind.IMAGE)).isEmpty();
            assertThat(first.run("rbd", "ls", first.pool() + "/" + namespace).lines())
                    .doesNotContain(Uuids.of(image));

            monitor.attempt++;
            var receipt = migrate(task, monitor, a, one, image, disk);
            assertThat(receipt.sentBytes() - receipt.resentBytes() + receipt.zeroBytes())
                    .isEqualTo(140L * MIB);
            assertThat(monitor.steps.get("copy").skipped().get()).isGreaterThanOrEqualTo(64L * MIB);
            assertThat(exported(first, Uuids.of(image))).isEqualTo(content);
        }
    }

    private interface Fault {
        void happen() throws IOException, InterruptedException;
    }

    private static void withFault(Fault fault) {
        try {
            fault.happen();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSilentMonitorIsToldAndNotWaitedForWithoutEnd() throws Exception {
        try (var one = ceph(first)) {
            first.freezeMonitor();
            try {
                assertThatThrownBy(() -> ceph(first)).isInstanceOf(StorageUnavailableException.class);
                assertThatThrownBy(one::figures).isInstanceOf(StorageUnavailableException.class);
            } finally {
                first.thawMonitor();
            }
            assertThat(one.figures().fsid()).isEqualTo(first.fsid());
        }
    }

    @Test
    void aFullPoolSuspendsAndKeepsWhatWasSealed() throws Exception {
        var content = content(140 * MIB, 6);
        var task = UUID.randomUUID();
        var image = UUID.randomUUID();
        var monitor = new KeptMonitor();
        try (var a = disks.storage("a");
                var two = ceph(second)) {
            var disk = disks.ingest(a, content).identity();
            monitor.beforeCheckpoint(2, () -> withFault(() -> second.limitPool(1)));
            try {
                assertThatThrownBy(() -> migrate(task, monitor, a, two, image, disk))
                        .isInstanceOf(DestinationFullException.class);
            } finally {
                second.limitPool(0);
            }
            assertThat(two.manifests(ManifestKind.IMAGE)).isEmpty();

            monitor.attempt++;
            migrate(task, monitor, a, two, image, disk);
            assertThat(monitor.steps.get("copy").skipped().get()).isGreaterThanOrEqualTo(64L * MIB);
            assertThat(disks.export(two, disk)).isEqualTo(content);
        }
    }
}
