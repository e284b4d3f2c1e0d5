package io.longshore.server.driver.ceph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRequest.Limit;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageDriverContract;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.ceph.client.ClusterSettings;
import io.longshore.server.driver.ceph.client.ClusterSettings.Credentials;
import io.longshore.server.driver.ceph.client.Rados;
import io.longshore.server.driver.ceph.client.ShutOutException;
import io.longshore.server.driver.promise.Promise;
import io.longshore.server.driver.promise.Promise.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real cluster; each test has a namespace of the pool to itself. */
class CephDriverTest extends StorageDriverContract {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000ce0f");

    private static CephCluster cluster;

    @TempDir
    Path folder;

    private final String namespace = "test-" + UUID.randomUUID();
    private final MemoryLeases leases = new MemoryLeases();

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = CephCluster.start(4L << 30);
    }

    @AfterAll
    static void endCluster() throws Exception {
        cluster.close();
    }

    @Override
    protected StorageDriver open() throws IOException {
        var settings =
                new CephSettings(DEPLOYMENT, cluster.settings(Duration.ofSeconds(30)), cluster.pool(), namespace);
        return new Ceph(settings, leases, codec).create(STORAGE);
    }

    @Override
    protected void endLease(UUID task) {
        leases.end(task);
    }

    /** A disk's image has its own bytes, as whoever clones or deletes it expects. */
    @Override
    protected boolean keepsEqualBlocksOnce() {
        return false;
    }

    /** Nodes follow from blocks: what is missing is noticed at the end. */
    @Override
    @Test
    protected void aNodeWithoutItsChildrenIsRefused() throws Exception {
        var disk = TestDisk.random(8, 1);
        try (var driver = open();
                var session = driver.startWriting(WriteRequest.of(UUID.randomUUID()), WriteListener.NONE)) {
            session.openDisk(UUID.randomUUID(), disk.lengthBytes);
            assertThatThrownBy(() -> session.publish(manifest(UUID.randomUUID(), disk.identity())))
                    .isInstanceOf(NoSuchDiskException.class);
        }
    }

    /** Images have their bytes to themselves: reclaiming leaves alone what a task still counts on, and waits for nobody. */
    @Override
    @Test
    protected void reclaimGoesOnBesideAWriterAndTakesNothingThatItCountsOn() throws Exception {
        var disk = TestDisk.random(20, 2);
        var task = UUID.randomUUID();
        var named = new ArrayList<String>();
        try (var driver = open()) {
            try (var session = driver.startWriting(WriteRequest.of(task), checkpoint(named))) {
                disk.writeTo(session.openDisk(task, disk.lengthBytes), codec);
                session.seal();
                assertThat(reclaimAll(driver)).isZero();
            }
            assertThat(reclaimAll(driver)).as("a lease outlives its session").isZero();
            try (var session = driver.startWriting(
                    new WriteRequest(task, List.copyOf(named), Optional.empty()), WriteListener.NONE)) {
                assertThat(session.sealed()).hasSize(1);
            }
            endLease(task);
            assertThat(reclaimAll(driver)).isPositive();
            assertThat(reclaimAll(driver)).isZero();
        }
    }

    @Test
    void aStorageWhoseConnectionWasShutOutOfTheClusterIsReachedOverAnother() throws Exception {
        var disk = TestDisk.random(12, 1);
        try (var driver = (CephDriver) open()) {
            store(driver, disk);
            shutOut(driver, "longshore.test");
            try (var reader = driver.open(disk.identity())) {
                var bytes = ByteBuffer.allocate((int) disk.lengthBytes);
                reader.read(0, bytes);
                assertThat(bytes.array()).isEqualTo(disk.bytes());
            }
            shutOut(driver, "longshore.test.again");
            assertThat(driver.check().writable()).isTrue();
            assertThat(driver.manifests(ManifestKind.IMAGE)).hasSize(1);
        }
    }

    private void store(StorageDriver driver, TestDisk disk) throws Exception {
        try (var session = driver.startWriting(WriteRequest.of(UUID.randomUUID()), WriteListener.NONE)) {
            disk.writeTo(session.openDisk(UUID.randomUUID(), disk.lengthBytes), codec);
            session.publish(manifest(UUID.randomUUID(), disk.identity()));
        }
    }

    /** Takes a lock over the connection that the driver has now, and has another client break it. */
    private void shutOut(CephDriver driver, String name) throws Exception {
        var pool = driver.pool();
        pool.createImage(name, 4 << 20);
        try (var held = pool.openImage(name);
                var other = Rados.connect(cluster.settings(Duration.ofSeconds(30)));
                var otherPool = other.pool(cluster.pool(), namespace);
                var seen = otherPool.openImage(name)) {
            held.lock();
            seen.breakLock(seen.lockOwner().orElseThrow());
        }
        assertThatThrownBy(() -> pool.read("longshore.test", 0, 1)).isInstanceOf(ShutOutException.class);
    }

    @Test
    void aFullPoolIsConnectedAndTakesDeletions() throws Exception {
        var disk = TestDisk.random(2, 3);
        try (var driver = open()) {
            store(driver, disk);
            cluster.limitPool(1);
            try {
                assertThat(driver.check().writable()).isTrue();
                assertThatThrownBy(() -> store(driver, TestDisk.random(3, 3))).isInstanceOf(StorageFullException.class);
                var key = driver.manifests(ManifestKind.IMAGE).getFirst();
                driver.putTombstone(new Tombstone(key, UUID.randomUUID(), Instant.EPOCH, "MIGRATED"));
                assertThat(driver.deleteManifest(key)).isTrue();
                assertThat(driver.removeTombstones(key)).isTrue();
                assertThat(reclaimAll(driver)).isPositive();
            } finally {
                cluster.limitPool(0);
            }
            assertThat(cluster.run("rbd", "-p", cluster.pool(), "--namespace", namespace, "ls"))
                    .isEmpty();
            store(driver, disk);
        }
    }

    @Test
    void whatADeepCheckTriesHoldsAndNothingOfItStays() throws Exception {
        try (var driver = open()) {
            var found = new ArrayList<Promise>();
            try (var trials = driver.trials(UUID.randomUUID())) {
                for (var trial : trials.all()) {
                    found.add(trial.run());
                }
            }
            assertThat(found)
                    .filteredOn(promise -> promise.outcome() == Outcome.BROKEN)
                    .isEmpty();
            // the tests' cluster has one OSD, and so one copy; its manager may not have counted yet
            assertThat(found)
                    .filteredOn(promise -> promise.outcome() == Outcome.NOT_OFFERED)
                    .extracting(Promise::name)
                    .contains("copies")
                    .isSubsetOf("copies", "room-told");
            assertThat(cluster.run("rbd", "-p", cluster.pool(), "--namespace", namespace, "ls"))
                    .isEmpty();
            driver.usage();
            assertThat(driver.poolUsage())
                    .hasValueSatisfying(pool -> assertThat(pool.replicas()).isEqualTo(1));
        }
    }

    @Test
    void aUserWhoMayNotShutClientsOutIsToldWhatThatMeans() throws Exception {
        open().close();
        cluster.run(
                "ceph",
                "auth",
                "get-or-create",
                "client.modest",
                "mon",
                "allow r",
                "osd",
                "allow rwx",
                "-o",
                keyring());
        var modest = new ClusterSettings(
                cluster.settings(Duration.ofSeconds(30)).monitors(),
                "modest",
                new Credentials.Keyring(keyring()),
                Duration.ofSeconds(30),
                Map.of());
        var settings = new CephSettings(DEPLOYMENT, modest, cluster.pool(), namespace);
        try (var driver = new Ceph(settings, leases, codec).open(STORAGE);
                var trials = driver.trials(UUID.randomUUID())) {
            for (var trial : trials.all()) {
                if (trial.name().equals("blocklist")) {
                    var promise = trial.run();
                    assertThat(promise.outcome()).isEqualTo(Outcome.NOT_OFFERED);
                    assertThat(promise.details()).contains("profile rbd");
                }
            }
        }
    }

    private String keyring() {
        return folder.resolve("modest.keyring").toString();
    }

    private static long reclaimAll(StorageDriver driver) throws Exception {
        return driver.reclaim(reclaim(Set.of(), Limit.NONE), ReclaimListener.NONE)
                .freedBytes();
    }
}
