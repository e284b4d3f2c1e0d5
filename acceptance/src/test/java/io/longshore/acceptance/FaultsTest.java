package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.acceptance.FaultSite.Stored;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.server.driver.peer.FlakyProxy;
import io.longshore.v1.Receipt;
import io.longshore.v1.Task;
import io.longshore.v1.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Storages that break in the middle of what is copied to them, and a server that is killed meanwhile: all of it goes on by itself, and nothing is published before it is
 * whole. How long that took after the fault's end is printed, and should be below a minute.
 */
final class FaultsTest {
    private static final long BYTES = 128 * DiskFiles.MIB;

    private static final long DATA_BYTES = 16 * DiskFiles.MIB;

    /** Past what is sealed first. */
    private static final long MIDDLE = 72 * DiskFiles.MIB;

    /** MiB a second: the middle lasts for some seconds. */
    private static final int SLOWLY = 16;

    @TempDir
    private static Path folder;

    private static FaultSite site;

    @BeforeAll
    static void start() throws Exception {
        site = FaultSite.open(folder);
    }

    @AfterAll
    static void end() throws Exception {
        site.close();
    }

    @AfterEach
    void mend() throws Exception {
        site.letGo();
        site.conversions.slow(false);
        FaultSite.throttle(site.cephA, 0);
        FaultSite.throttle(site.cephB, 0);
    }

    @ParameterizedTest(name = "server killed: {0}")
    @ValueSource(booleans = {false, true})
    void anOsdStops(boolean killed) throws Exception {
        FaultSite.throttle(site.cephA, SLOWLY);
        var image = site.image(BYTES, killed ? site.storages.cephB() : site.storages.file());
        var move = site.migrate(image, site.storages.cephA());
        move.untilSent(MIDDLE);
        FaultSite.throttle(site.cephA, 0);
        notPublished(site.cephA, List.of(image));
        site.cephA.freezeOsd();
        Instant over;
        try {
            if (killed) {
                site.killServer(List.of(move));
            }
            assertThat(move.untilSuspended()).contains(killed ? "does not answer" : "no answer in time");
        } finally {
            over = Instant.now();
            site.cephA.thawOsd();
        }
        goesOn("an OSD stopped", killed, over, move);
        if (killed) {
            assertThat(move.reasons()).anyMatch(FaultsTest::tellsOfTheLock);
        }
        areWhole(site.cephA, List.of(image));
    }

    @ParameterizedTest(name = "server killed: {0}")
    @ValueSource(booleans = {false, true})
    void aMonitorStops(boolean killed) throws Exception {
        FaultSite.throttle(site.cephA, SLOWLY);
        var image = site.image(BYTES, site.storages.file());
        var later = site.image(DiskFiles.MIB, site.storages.file());
        var move = site.migrate(image, site.storages.cephA());
        move.untilSent(MIDDLE);
        FaultSite.throttle(site.cephA, 0);
        site.cephA.freezeMonitor();
        Instant over;
        Follower begunWithout = null;
        try {
            if (killed) {
                site.killServer(List.of(move));
                assertThat(move.untilSuspended()).contains("does not answer");
            } else { // what is connected may go on
                begunWithout = site.migrate(later, site.storages.cephA());
                assertThat(begunWithout.untilSuspended()).contains("no answer in time");
            }
        } finally {
            over = Instant.now();
            site.cephA.thawMonitor();
        }
        if (begunWithout == null) {
            goesOn("a monitor stopped", killed, over, move);
            areWhole(site.cephA, List.of(image));
        } else {
            goesOn("a monitor stopped", killed, over, begunWithout);
            assertThat(move.end().getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
            areWhole(site.cephA, List.of(image, later));
        }
    }

    @Test
    void aPoolIsFull() throws Exception {
        var unwanted = site.image(8 * DiskFiles.MIB, site.storages.cephA());
        FaultSite.throttle(site.cephA, SLOWLY / 2);
        var image = site.image(BYTES, site.storages.file());
        var move = site.migrate(image, site.storages.cephA());
        move.untilSent(MIDDLE);
        site.pause(move);
        move.untilSuspended("paused");
        FaultSite.throttle(site.cephA, 0);
        Instant over;
        try {
            site.cephA.limitPool(1);
            site.resume(move);
            move.untilSuspended("full");
            site.killServer(List.of(move));
            move.untilSuspended("full");
            notPublished(site.cephA, List.of(image));
            site.reconnect(site.storages.cephA());
            site.expunge(unwanted);
            site.reclaim(site.storages.cephA());
            assertThat(Official.images(site.cephA))
                    .noneMatch(name -> name.contains(unwanted.uuid()) || name.startsWith("longshore.deleted."))
                    .as("what a suspended task has written is its own")
                    .anyMatch(name -> name.startsWith("longshore." + move.task()));
        } finally {
            over = Instant.now();
            site.cephA.limitPool(0);
        }
        goesOn("a pool was full", true, over, move);
        areWhole(site.cephA, List.of(image));
    }

    @Test
    void s3FailsAtRandom() throws Exception {
        var image = site.image(BYTES, site.storages.file());
        site.s3Line.be(FlakyProxy.Mood.FLAKY);
        Task task;
        try {
            task = site.migrate(image, site.storages.s3()).end();
        } finally {
            site.s3Line.be(FlakyProxy.Mood.CALM);
        }
        assertThat(task.getState()).as("%s", task).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(site.s3Line.faults()).isPositive();
        assertThat(site.equal(image)).isTrue();
    }

    /** Backups on their way to a bucket, a host and a pool, a template on its way to another pool, and a conversion: one kill cuts all of them. */
    @Test
    void theServerIsKilledWhileItCopiesBackupsMakesATemplateAndConverts() throws Exception {
        var file = site.storages.file();
        var toS3 = site.machine(BYTES, DATA_BYTES, file);
        var toHost = site.machine(BYTES, DATA_BYTES, file);
        var toCeph = site.machine(BYTES, DATA_BYTES, file);
        var template = Life.uuid();
        var qcow2 = site.formatted(DATA_BYTES, file);
        site.conversions.slow(true);
        var converted = site.migrate(qcow2, site.storages.cephB());
        var remote = inTheMiddle(
                () -> site.sync(toS3, file, site.storages.s3()), () -> site.sync(toHost, file, site.storages.sftp()));
        var program = site.conversions.awaitOne();
        FaultSite.throttle(site.cephA, SLOWLY);
        FaultSite.throttle(site.cephB, SLOWLY);
        var synced = site.sync(toCeph, file, site.storages.cephA());
        var made = site.template(toHost.root(), site.storages.cephB(), template);
        synced.untilSent(MIDDLE);
        made.untilSent(MIDDLE);
        site.killServer();

        for (var group : List.of(toS3, toHost)) {
            assertThat(site.manifestsInBucket("vm-backup", group.uuid())).isEmpty();
            assertThat(site.manifestsOnHost("vm-backup", group.uuid())).isEmpty();
            for (var backup : group.backups()) {
                assertThat(site.manifestsInBucket("volume-backup", backup.uuid()))
                        .isEmpty();
                assertThat(site.manifestsOnHost("volume-backup", backup.uuid())).isEmpty();
            }
        }
        assertThat(Official.images(site.cephA))
                .doesNotContain(toCeph.root().uuid(), toCeph.backups().getLast().uuid());
        assertThat(Official.images(site.cephB)).doesNotContain(template, qcow2.uuid());
        assertThat(site.conversions.running()).as("nobody has told it").contains(program);
        var left = site.conversions.left();

        FaultSite.throttle(site.cephA, 0);
        FaultSite.throttle(site.cephB, 0);
        site.conversions.slow(false);
        site.letGo();
        var over = Instant.now();
        site.startServer(List.of(synced, made, converted, remote.getFirst(), remote.getLast()));
        assertThat(site.conversions.running()).doesNotContain(program);
        assertThat(site.conversions.left()).doesNotContainAnyElementsOf(left);

        goesOn("none, backups to Ceph", true, over, synced);
        goesOn("none, a template to Ceph", true, over, made);
        assertThat(synced.reasons()).anyMatch(FaultsTest::tellsOfTheLock);
        assertThat(made.reasons()).anyMatch(FaultsTest::tellsOfTheLock);
        goesOn("none, a conversion", true, over, converted);
        goesOn("none, backups to S3", true, over, remote.getFirst());
        goesOn("none, backups to SFTP", true, over, remote.getLast());
        areWhole(
                site.cephA,
                toCeph.backups().stream().collect(Collectors.toMap(Machines.Backup::uuid, Machines.Backup::disk)));
        areWhole(site.cephB, Map.of(template, toHost.root().disk(), qcow2.uuid(), qcow2.disk()));
        assertThat(site.conversions.left()).isEmpty();
        assertThat(site.manifestsInBucket("vm-backup", toS3.uuid())).hasSize(1);
        assertThat(site.manifestsOnHost("vm-backup", toHost.uuid())).hasSize(1);
        for (var backup : toS3.backups()) {
            assertThat(site.manifestsInBucket("volume-backup", backup.uuid())).hasSize(1);
            assertThat(site.equal(backup, site.storages.s3())).isTrue();
        }
        for (var backup : toHost.backups()) {
            assertThat(site.manifestsOnHost("volume-backup", backup.uuid())).hasSize(1);
            assertThat(site.equal(backup, site.storages.sftp())).isTrue();
        }
        site.reclaim(site.storages.s3());
        site.reclaim(site.storages.sftp());
        assertThat(Official.uploads(site.s3)).isEmpty();
        assertThat(Official.names(site.ssh, site.sftpFolder().resolve("packs")))
                .noneMatch(name -> name.endsWith(".tmp"));
    }

    /** Not silent but gone, and then there again with daemons that know of no connection: to one cluster a task writes, the other is only connected. */
    @Test
    void clustersAreStoppedAndStartedAgain() throws Exception {
        var idle = site.image(DATA_BYTES, site.storages.cephB());
        FaultSite.throttle(site.cephA, SLOWLY);
        var image = site.image(BYTES, site.storages.file());
        var move = site.migrate(image, site.storages.cephA());
        move.untilSent(MIDDLE);
        FaultSite.throttle(site.cephA, 0);
        site.cephA.stop();
        site.cephB.stop();
        Instant over;
        try {
            assertThat(move.untilSuspended()).containsAnyOf("no answer in time", "does not answer");
            assertThatThrownBy(() -> site.reconnect(site.storages.cephB())).hasMessageContaining("does not answer");
            assertThat(site.connected(site.storages.cephB())).isFalse();
        } finally {
            over = Instant.now();
            site.cephA.startAgain();
            site.cephB.startAgain();
        }
        goesOn("Ceph was stopped", false, over, move);
        areWhole(site.cephA, List.of(image));
        await().atMost(2, TimeUnit.MINUTES)
                .until(() -> site.connected(site.storages.cephA()) && site.connected(site.storages.cephB()));
        assertThat(site.equal(idle)).isTrue();
        assertThat(site.migrate(idle, site.storages.cephA()).end().getState())
                .isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        areWhole(site.cephA, List.of(idle));
    }

    @ParameterizedTest(name = "server killed: {0}")
    @ValueSource(booleans = {false, true})
    void aBucketAndAHostGoAway(boolean killed) throws Exception {
        var toS3 = site.image(BYTES, site.storages.file());
        var toHost = site.image(BYTES, site.storages.file());
        var moves = inTheMiddle(
                () -> site.migrate(toS3, site.storages.s3()), () -> site.migrate(toHost, site.storages.sftp()));
        site.s3Line.be(FlakyProxy.Mood.REFUSING);
        site.ssh.kill();
        site.letGo();
        Instant over;
        try {
            if (killed) {
                site.killServer(moves);
            }
            for (var move : moves) {
                assertThat(move.untilSuspended()).contains(killed ? "does not answer" : "failed");
            }
            assertThat(site.manifestsInBucket("image", toS3.uuid())).isEmpty();
        } finally {
            over = Instant.now();
            site.s3Line.be(FlakyProxy.Mood.CALM);
            site.ssh.restart();
        }
        goesOn("S3 answered 500 and 503", killed, over, moves.getFirst());
        goesOn("sshd was killed", killed, over, moves.getLast());
        arePublished(toS3, toHost);
    }

    /** Copies to the bucket and to the host, both held in the middle. */
    private static List<Follower> inTheMiddle(Supplier<Follower> toS3, Supplier<Follower> toHost)
            throws InterruptedException {
        site.s3Gate.holdAfter(MIDDLE);
        site.sshGate.holdAfter(MIDDLE);
        var moves = List.of(toS3.get(), toHost.get());
        site.s3Gate.awaitHeld();
        site.sshGate.awaitHeld();
        return moves;
    }

    private static boolean tellsOfTheLock(String reason) {
        return reason.contains("of an earlier attempt, holds the lock of image");
    }

    private static void goesOn(String fault, boolean killed, Instant over, Follower move) {
        var task = move.end();
        assertThat(task.getState()).as("%s", task).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(task.getAttempt()).isGreaterThan(1);
        assertThat(receipts(task).stream().mapToLong(Receipt::getResentBytes).sum())
                .isLessThan(BYTES);
        var end = Instant.ofEpochSecond(
                task.getEndTime().getSeconds(), task.getEndTime().getNanos());
        System.out.printf(
                "%s%s: succeeded %.1f s after its end, in attempt %d%n",
                fault,
                killed ? ", server killed" : "",
                Duration.between(over, end).toMillis() / 1e3,
                task.getAttempt());
    }

    private static List<Receipt> receipts(Task task) {
        return switch (task.getResultCase()) {
            case MIGRATE_IMAGE_RESULT -> List.of(task.getMigrateImageResult().getReceipt());
            case SYNC_VM_BACKUP_RESULT -> task.getSyncVmBackupResult().getReceiptsList();
            case CREATE_DATA_VOLUME_TEMPLATE_RESULT ->
                List.of(task.getCreateDataVolumeTemplateResult().getReceipt());
            default -> throw new AssertionError("a task without receipts: " + task);
        };
    }

    private static void notPublished(CephCluster cluster, List<Stored> images) throws Exception {
        assertThat(Official.images(cluster))
                .doesNotContainAnyElementsOf(images.stream().map(Stored::uuid).toList());
    }

    private static void areWhole(CephCluster cluster, List<Stored> images) throws Exception {
        areWhole(cluster, images.stream().collect(Collectors.toMap(Stored::uuid, Stored::disk)));
    }

    /** All images, by their names, have the disks' bytes, and nothing half made is left. */
    private static void areWhole(CephCluster cluster, Map<String, Path> images) throws Exception {
        for (var image : images.entrySet()) {
            assertThat(Official.exports(cluster, image.getKey(), image.getValue()))
                    .isTrue();
        }
        assertThat(Official.images(cluster)).noneMatch(name -> name.startsWith("longshore."));
    }

    private static void arePublished(Stored onS3, Stored onHost) throws Exception {
        assertThat(site.manifestsInBucket("image", onS3.uuid())).hasSize(1);
        assertThat(site.manifestsOnHost("image", onHost.uuid())).hasSize(1);
        assertThat(site.equal(onS3)).isTrue();
        assertThat(site.equal(onHost)).isTrue();
    }
}
