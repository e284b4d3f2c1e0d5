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
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A power cut, and a change of mind, in the middle of the work. */
final class KillTest {
    /** Two data writers and one for nodes, each with one unsealed pack of 32 MiB. */
    private static final long UNSEALED_BYTES = 3 * 32 * DiskFiles.MIB;

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
