package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Lists;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.v1.CancelTaskRequest;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A power cut, and a change of mind, in the middle of the work. */
final class KillTest {
    /** Two data writers and one for nodes, each with one unsealed pack of 32 MiB. */
    private static final long UNSEALED_BYTES = 3 * 32 * DiskFiles.MIB;

    private static final int VERIFIED_DISKS = 10;
    private static final long VERIFIED_DISK_BYTES = 3 * DiskFiles.MIB;
    private static final long VERIFIED_BYTES_PER_SECOND = 4 * DiskFiles.MIB;

    /** A second's bytes may come at once, and each second what was read is noted: the packs before the last of these are. */
    private static final long VERIFIED_BYTES_BEFORE_KILL = 12 * DiskFiles.MIB;

    @TempDir
    private Path folder;

    @Test
    void aMigrationGoesOnAfterAPowerCut() {
        var disk = DiskFiles.random(folder.resolve("disk"), 2 * DiskFiles.GIB, 7);
        try (var site = Site.open(folder)) {
            var image = site.cli().uuid("image", "add", disk.toString(), "--name", "n", "--storage", "a");
            var migrations = new Migrations(site);
            var task = migrations.start(image);
            long seen = migrations.untilCopied(task, 500 * DiskFiles.MIB);
            site.server().kill();
            site.server().start();

            var rest = migrations.rest(task, seen);
            assertThat(rest).extracting(TaskEvent::getSequence).isSorted();
            assertThat(rest.stream().filter(TaskEvent::hasTerminal)).hasSize(1);
            var ended = rest.getLast().getTerminal().getTask();
            assertThat(ended.getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
            assertThat(ended.getAttempt()).isEqualTo(2);
            var receipt = ended.getMigrateImageResult().getReceipt();
            System.out.printf(
                    "migration of 2 GiB, killed after 500 MiB: sent %,d bytes, %,d of them again%n",
                    receipt.getSentBytes(), receipt.getResentBytes());
            assertThat(receipt.getResentBytes()).isLessThanOrEqualTo(UNSEALED_BYTES);
            assertThat(receipt.getSentBytes()).isEqualTo(2 * DiskFiles.GIB + receipt.getResentBytes());

            var out = site.file("out");
            site.cli().run("image", "export", image, out.toString()).ok();
            assertThat(DiskFiles.equal(disk, out)).isTrue();
        }
    }

    @Test
    void anUploadGoesOnAfterAPowerCut() throws Exception {
        var disk = DiskFiles.random(folder.resolve("disk"), DiskFiles.GIB, 8);
        try (var site = Site.open(folder)) {
            var upload = new Uploading(site, disk, site.a());
            upload.send(400 * DiskFiles.MIB);
            site.server().kill();
            site.server().start();
            long committed = upload.committedBytes();
            System.out.printf("upload killed after 400 MiB: %,d bytes were committed%n", committed);
            assertThat(committed).isBetween(400 * DiskFiles.MIB - UNSEALED_BYTES, 400 * DiskFiles.MIB);
            var image = upload.finish("n");
            var out = site.file("out");
            site.cli().run("image", "export", image, out.toString()).ok();
            assertThat(DiskFiles.equal(disk, out)).isTrue();
        }
    }

    @Test
    void aVerificationGoesOnAfterAPowerCutAndNamesWhatIsDamaged() throws Exception {
        try (var site = Site.open(folder)) {
            var images = new ArrayList<String>();
            for (int i = 0; i < VERIFIED_DISKS; i++) {
                var disk = DiskFiles.random(folder.resolve("disk" + i), VERIFIED_DISK_BYTES, 20 + i);
                images.add(new Uploading(site, disk, site.a()).finish("n" + i));
                if (i == 0) {
                    damage(largest(packs(site)));
                }
            }
            var verification = new Verification(site, site.a());
            var task = verification.start(VERIFIED_BYTES_PER_SECOND);
            verification.untilRead(task, VERIFIED_BYTES_BEFORE_KILL);
            site.server().kill();
            site.server().start();

            var ended = new Migrations(site).end(task);
            assertThat(ended.getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
            assertThat(ended.getAttempt()).isEqualTo(2);
            var found = ended.getVerifyBackupStorageResult();
            var packs = packs(site);
            long bytes =
                    packs.stream().mapToLong(pack -> pack.toFile().length()).sum();
            System.out.printf(
                    "verification of %,d bytes in %d packs, killed: %,d bytes were read after it%n",
                    bytes, packs.size(), found.getReadBytes());
            assertThat(found.getPacks()).as("of both attempts").isEqualTo(packs.size());
            assertThat(found.getReadBytes()).as("by the second attempt").isLessThan(bytes);
            assertThat(found.getBadRecords()).isEqualTo(1);
            assertThat(found.getProblemsList()).singleElement().satisfies(problem -> {
                assertThat(problem.getPath()).startsWith("packs/");
                assertThat(problem.getResourceUuidsList()).containsExactly(images.getFirst());
            });
        }
    }

    private static List<Path> packs(Site site) throws IOException {
        try (var files = Files.walk(site.file("storage-a").resolve("packs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Path largest(List<Path> files) {
        return Collections.max(
                files, Comparator.comparingLong(file -> file.toFile().length()));
    }

    /** Flips a bit in the middle of a pack: in a block, for a pack of random blocks has hardly anything else. */
    private static void damage(Path pack) throws IOException {
        var bytes = Files.readAllBytes(pack);
        bytes[bytes.length / 2 + 1000] ^= 1;
        Files.write(pack, bytes);
    }

    @Test
    void aCancelledMigrationLeavesNothingAndANewOneSucceeds() {
        var disk = DiskFiles.random(folder.resolve("disk"), DiskFiles.GIB, 9);
        try (var site = Site.open(folder)) {
            var image = site.cli().uuid("image", "add", disk.toString(), "--name", "n", "--storage", "a");
            var migrations = new Migrations(site);
            var task = migrations.start(image);
            migrations.untilCopied(task, 100 * DiskFiles.MIB);
            TaskServiceGrpc.newBlockingStub(site.server().session())
                    .cancelTask(CancelTaskRequest.newBuilder().setUuid(task).build());
            assertThat(migrations.end(task).getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
            assertThat(storagesOf(site, image)).containsExactly(site.a());

            assertThatThrownBy(() -> migrations.call(image, task).forEachRemaining(_ -> {}))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.CANCELLED));
            var again =
                    Lists.newArrayList(migrations.call(image, UUID.randomUUID().toString()));
            assertThat(again.getLast().getEvent().hasTerminal()).isTrue();
            assertThat(storagesOf(site, image)).containsExactly(site.b());
        }
    }

    private static List<String> storagesOf(Site site, String image) {
        var answer = ImageServiceGrpc.newBlockingStub(site.server().session())
                .getImage(GetImageRequest.newBuilder().setUuid(image).build());
        return answer.getImage().getBackupStorageRefsList().stream()
                .map(ref -> ref.getBackupStorageUuid())
                .toList();
    }
}
