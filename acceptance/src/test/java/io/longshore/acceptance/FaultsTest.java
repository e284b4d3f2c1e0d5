package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.acceptance.FaultSite.Stored;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.server.driver.peer.FlakyProxy;
import io.longshore.v1.Task;
import io.longshore.v1.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Storages that break in the middle of migrations to them, and a server that is killed meanwhile: all of it goes on by itself, and nothing is published before it is
 * whole. How long that took after the fault's end is printed, and should be below a minute.
 */
final class FaultsTest {
    private static final long BYTES = 128 * DiskFiles.MIB;

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
        FaultSite.throttle(site.cephA, 0);
        FaultSite.throttle(site.cephB, 0);
    }

    @ParameterizedTest(name = "server killed: {0}")
    @ValueSource(booleans = {false, true})
    void anOsdStops(boolean killed) throws Exception {
        FaultSite.throttle(site.cephA, SLOWLY);
        var images = List.of(site.image(BYTES, site.storages.file()), site.image(BYTES, site.storages.cephB()));
        var moves = images.stream()
                .map(image -> site.migrate(image, site.storages.cephA()))
                .toList();
        moves.forEach(move -> move.untilSent(MIDDLE));
        FaultSite.throttle(site.cephA, 0);
        notPublished(site.cephA, images);
        site.cephA.freezeOsd();
        Instant over;
        try {
            if (killed) {
                site.killServer(moves);
            }
            for (var move : moves) {
                assertThat(move.untilSuspended()).contains(killed ? "does not answer" : "no answer in time");
            }
        } finally {
            over = Instant.now();
            site.cephA.thawOsd();
        }
        for (var move : moves) {
            goesOn("an OSD stopped", killed, over, move);
            if (killed) {
                assertThat(move.reasons()).anyMatch(FaultsTest::tellsOfTheLock);
            }
        }
        areWhole(site.cephA, images);
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

    @Test
    void theServerIsKilledWhileItWrites() throws Exception {
        var toCeph = site.image(BYTES, site.storages.file());
        var toS3 = site.image(BYTES, site.storages.file());
        var toHost = site.image(BYTES, site.storages.file());
        var others = inTheMiddle(toS3, toHost);
        assertThat(Official.keys(site.s3, "manifests/image/" + toS3.uuid())).isEmpty();
        assertThat(Official.names(site.ssh, site.manifestsOnHost(toHost))).isEmpty();
        FaultSite.throttle(site.cephB, SLOWLY / 2);
        var ceph = site.migrate(toCeph, site.storages.cephB());
        ceph.untilSent(MIDDLE);
        FaultSite.throttle(site.cephB, 0);
        notPublished(site.cephB, List.of(toCeph));
        var over = Instant.now();
        site.killServer(List.of(ceph, others.getFirst(), others.getLast()));
        site.letGo();
        goesOn("none, Ceph", true, over, ceph);
        assertThat(ceph.reasons()).anyMatch(FaultsTest::tellsOfTheLock);
        areWhole(site.cephB, List.of(toCeph));
        goesOn("none, S3", true, over, others.getFirst());
        goesOn("none, SFTP", true, over, others.getLast());
        arePublished(toS3, toHost);
        site.reclaim(site.storages.s3());
        site.reclaim(site.storages.sftp());
        assertThat(Official.uploads(site.s3)).isEmpty();
        assertThat(Official.names(site.ssh, site.sftpFolder().resolve("packs")))
                .noneMatch(name -> name.endsWith(".tmp"));
    }

    @ParameterizedTest(name = "server killed: {0}")
    @ValueSource(booleans = {false, true})
    void aBucketAndAHostGoAway(boolean killed) throws Exception {
        var toS3 = site.image(BYTES, site.storages.file());
        var toHost = site.image(BYTES, site.storages.file());
        var moves = inTheMiddle(toS3, toHost);
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
            assertThat(Official.keys(site.s3, "manifests/image/" + toS3.uuid())).isEmpty();
        } finally {
            over = Instant.now();
            site.s3Line.be(FlakyProxy.Mood.CALM);
            site.ssh.restart();
        }
        goesOn("S3 answered 500 and 503", killed, over, moves.getFirst());
        goesOn("sshd was killed", killed, over, moves.getLast());
        arePublished(toS3, toHost);
    }

    /** Migrations to the bucket and to the host, both held in the middle. */
    private static List<Follower> inTheMiddle(Stored toS3, Stored toHost) throws InterruptedException {
        site.s3Gate.holdAfter(MIDDLE);
        site.sshGate.holdAfter(MIDDLE);
        var moves = List.of(site.migrate(toS3, site.storages.s3()), site.migrate(toHost, site.storages.sftp()));
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
        assertThat(task.getMigrateImageResult().getReceipt().getResentBytes()).isLessThan(BYTES);
        var end = Instant.ofEpochSecond(
                task.getEndTime().getSeconds(), task.getEndTime().getNanos());
        System.out.printf(
                "%s%s: succeeded %.1f s after its end, in attempt %d%n",
                fault,
                killed ? ", server killed" : "",
                Duration.between(over, end).toMillis() / 1e3,
                task.getAttempt());
    }

    private static void notPublished(CephCluster cluster, List<Stored> images) throws Exception {
        assertThat(Official.images(cluster))
                .doesNotContainAnyElementsOf(images.stream().map(Stored::uuid).toList());
    }

    /** All images have the disks' bytes, and nothing half made is left. */
    private static void areWhole(CephCluster cluster, List<Stored> images) throws Exception {
        for (var image : images) {
            assertThat(Official.exports(cluster, image.uuid(), image.disk())).isTrue();
        }
        assertThat(Official.images(cluster)).noneMatch(name -> name.startsWith("longshore."));
    }

    private static void arePublished(Stored onS3, Stored onHost) throws Exception {
        assertThat(Official.keys(site.s3, "manifests/image/" + onS3.uuid())).hasSize(1);
        assertThat(Official.names(site.ssh, site.manifestsOnHost(onHost))).hasSize(1);
        assertThat(site.equal(onS3)).isTrue();
        assertThat(site.equal(onHost)).isTrue();
    }
}
