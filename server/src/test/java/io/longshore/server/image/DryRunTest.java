package io.longshore.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.fixture.Domain;
import io.longshore.server.task.Handling;
import io.longshore.server.task.TaskState;
import io.longshore.server.transfer.Plan;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private WholeServer server;
    private String a = "";
    private String b = "";

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = new WholeServer(folder);
        a = server.storage("a");
        b = server.storage("b");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Ten blocks and a bit: one comes three times, two are zeros, the destination will have two of them. */
    private static byte[] content() {
        var content = Domain.content(7, 10 * MIB + 4321);
        System.arraycopy(content, 0, content, 3 * MIB, MIB);
        System.arraycopy(content, 0, content, 8 * MIB, MIB);
        Arrays.fill(content, 5 * MIB, 7 * MIB, (byte) 0);
        return content;
    }

    private static void check(Plan plan, Receipt receipt) {
        assertThat(plan)
                .isEqualTo(new Plan(
                        receipt.source(), receipt.sentBytes(), receipt.deduplicatedBytes(), receipt.zeroBytes()));
    }

    @Test
    void tellsWhatTheMigrationThenSendsAndLeavesNothing() throws IOException, InterruptedException {
        var image = server.image(a, content());
        server.image(b, Arrays.copyOfRange(content(), MIB, 3 * MIB));
        var before = files();
        var migration = new ImageOperation.MigrateImage(image.uuid(), a, b, List.of(), List.of());

        var planned = server.run(ImageResult.Planned.class, new ImageOperation.PlanMigration(migration));

        assertThat(planned.image()).isEqualTo(image);
        assertThat(planned.plan().sendBytes()).isEqualTo(4L * MIB + 4321);
        assertThat(files()).isEqualTo(before);
        var moved = server.run(ImageResult.Stored.class, migration);
        check(planned.plan(), moved.receipt());
    }

    @Test
    void tellsWhatTheSyncThenSendsOfEachBackup() throws IOException, InterruptedException {
        var group = Uuids.random();
        var other = content();
        Arrays.fill(other, 9 * MIB, 10 * MIB, (byte) 9);
        var volumes = List.of(
                new Volume(Uuids.random(), server.upload(a, content()), VolumeType.ROOT, Uuids.random(), "", null, "r"),
                new Volume(Uuids.random(), server.upload(a, other), VolumeType.DATA, Uuids.random(), "", null, "d"));
        var said = new BackupOperation.Description(null, Uuids.random(), Mode.FULL, null, List.of(), List.of());
        server.run(BackupResult.VmBackedUp.class, new BackupOperation.CreateVmBackup(group, "machine", volumes, said));
        var sync = new BackupOperation.SyncVmBackup(group, a, b, List.of(), List.of());

        var planned = server.run(BackupResult.SyncPlanned.class, new BackupOperation.PlanSync(sync));
        var synced = server.run(BackupResult.Synced.class, sync);

        assertThat(planned.plans()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            check(planned.plans().get(i), synced.receipts().get(i));
        }
        assertThat(planned.plans().getLast().sendBytes()).isEqualTo(MIB);
        var again = server.run(BackupResult.SyncPlanned.class, new BackupOperation.PlanSync(sync));
        assertThat(again.plans())
                .allSatisfy(plan -> assertThat(plan.sendBytes()).isZero());
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(folder.resolve("b"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            !file.startsWith(folder.resolve("b/notes"))) // written a little later than their image
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aMigrationThatIsHeldToAByteASecondIsPausedAndGoesOnAtFullSpeed() throws InterruptedException {
        var image = server.image(a, content());
        var migration = new ImageOperation.MigrateImage(image.uuid(), a, b, List.of(), List.of());
        var task = server.tasks.start(server.admin, Optional.empty(), migration).uuid();
        server.tasks.update(server.admin, task, new Handling.Edit(null, 1L, 1));
        server.tasks.pause(server.admin, task, "admin");
        Awaitility.await()
                .until(() -> server.tasks
                        .find(server.admin, task)
                        .state()
                        .equals(new TaskState.Suspended("paused by admin")));

        server.tasks.update(server.admin, task, new Handling.Edit(null, 0L, null));
        server.tasks.resume(server.admin, task);

        assertThat(server.tasks.await(task).state()).isInstanceOf(TaskState.Succeeded.class);
    }
}
