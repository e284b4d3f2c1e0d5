package io.longshore.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.promise.Promise;
import io.longshore.server.fixture.Domain;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.storage.StorageResult.StorageProblem;
import io.longshore.server.task.TaskState;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.transfer.Receipt.Verification;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operations are together, on real parts. Their rules are tested one by one beside them. */
class WholeServerTest {
    private static final int MIB = 1 << 20;
    private static final byte[] BYTES = bytes();

    @TempDir
    private Path folder;

    private WholeServer server;
    private String a;
    private String b;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = new WholeServer(folder);
        a = server.storage("a");
        b = server.storage("b");
    }

    /** Data, a hole, and data that does not fill its block. */
    private static byte[] bytes() {
        var bytes = new byte[6 * MIB + 13];
        System.arraycopy(Domain.content(1, 2 * MIB), 0, bytes, 0, 2 * MIB);
        System.arraycopy(Domain.content(2, MIB + 13), 0, bytes, 5 * MIB, MIB + 13);
        return bytes;
    }

    private static ImageOperation.Description said(String name) {
        return new ImageOperation.Description(name, null, null, null, null, null, false, null, List.of(), List.of());
    }

    private ImageResult.Stored migrate(Image image, String from, String to) throws InterruptedException {
        return server.run(
                ImageResult.Stored.class,
                new ImageOperation.MigrateImage(image.uuid(), from, to, List.of(), List.of()));
    }

    private void checkInOrder() throws IOException, InterruptedException {
        for (var storage : List.of(a, b)) {
            // A task has ended before its last tombstone is written.
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .until(() -> server.reconciler.reconcile(storage).nothingToDo());
            var checked =
                    server.run(StorageResult.Checked.class, new StorageOperation.CheckBackupStorage(storage, false));
            assertThat(checked.problems()).isEmpty();
            assertThat(checked.packs())
                    .isEqualTo(server.packs(storage.equals(a) ? "a" : "b").size());
        }
    }

    @Test
    void anImageGoesThereAndBackAndIsReclaimed() throws IOException, InterruptedException {
        try (var _ = server) {
            var image = server.image(a, BYTES);
            var there = migrate(image, a, b);
            assertThat(there.receipt().verification()).isEqualTo(Verification.READ_BACK);
            assertThat(server.read(b, image.identity())).isEqualTo(BYTES);
            checkInOrder();

            var back = migrate(image, b, a);
            assertThat(back.receipt().sentBytes()).isZero();
            assertThat(back.receipt().verification()).isEqualTo(Verification.NOTHING_WRITTEN);
            assertThat(back.image().status()).isEqualTo(ImageStatus.READY);
            checkInOrder();

            assertThat(server.run(StorageResult.TrashEmptied.class, new StorageOperation.EmptyTrash(b, List.of()))
                            .entries())
                    .hasSize(1);
            assertThat(reclaim(b)).isPositive();
            assertThat(reclaim(a)).isZero();
            assertThat(server.read(a, image.identity())).isEqualTo(BYTES);
            checkInOrder();
        }
    }

    private long reclaim(String storage) throws InterruptedException {
        return server.run(StorageResult.Reclaimed.class, new StorageOperation.ReclaimSpace(storage, true))
                .freedBytes();
    }

    @Test
    void aDeletedImageIsRecoveredAndAnExpungedOneIsGone() throws IOException, InterruptedException {
        try (var _ = server) {
            var image = server.image(a, BYTES);
            var delete = new ImageOperation.DeleteImage(image.uuid(), List.of());
            server.deleteImage.apply(server.admin, Optional.empty(), delete);
            assertThat(reclaim(a)).as("what can be recovered stays").isZero();
            server.recoverImage.apply(
                    server.admin,
                    Optional.empty(),
                    new ImageOperation.RecoverImage(image.uuid(), List.of(), List.of(), List.of()));
            assertThat(server.read(a, image.identity())).isEqualTo(BYTES);
            checkInOrder();

            server.deleteImage.apply(server.admin, Optional.empty(), delete);
            server.run(ImageResult.Expunged.class, new ImageOperation.ExpungeImage(image.uuid(), List.of()));
            assertThat(server.catalog.images().find(image.uuid())).isEmpty();
            assertThat(reclaim(a)).isPositive();
            checkInOrder();

            server.run(StorageResult.Changed.class, new StorageOperation.DeleteBackupStorage(a));
            assertThat(server.catalog.backupStorages().find(a)).isEmpty();
        }
    }

    @Test
    void aMachinesBackupsAreSyncedTwiceAndMadeATemplate() throws IOException, InterruptedException {
        try (var _ = server) {
            var group = Uuids.random();
            var created = server.run(BackupResult.VmBackedUp.class, backup(group));
            var root = created.vmBackup().volumeBackups().getFirst();
            assertThat(root.type()).isEqualTo(VolumeType.ROOT);

            var sync = new BackupOperation.SyncVmBackup(group, a, b, List.of(), List.of());
            var first = server.run(BackupResult.Synced.class, sync);
            assertThat(first.receipts()).extracting(Receipt::sentBytes).allMatch(sent -> sent > 0);
            assertThat(server.read(b, root.identity())).isEqualTo(BYTES);

            var second = server.run(BackupResult.Synced.class, sync);
            assertThat(second.receipts()).extracting(Receipt::verification).containsOnly(Verification.NOTHING_WRITTEN);

            var template = server.run(
                    ImageResult.Stored.class,
                    new ImageOperation.CreateDataVolumeTemplate(Uuids.random(), root.uuid(), b, said("template")));
            assertThat(template.receipt().sentBytes()).isZero();
            checkInOrder();

            for (var backup : created.vmBackup().volumeBackups()) {
                server.run(
                        BackupResult.Deleted.class,
                        new BackupOperation.DeleteVolumeBackup(backup.uuid(), group, List.of()));
            }
            assertThat(reclaim(a)).isPositive();
            assertThat(reclaim(b)).isPositive();
            assertThat(server.read(b, template.image().identity()))
                    .as("which outlives its backup")
                    .isEqualTo(BYTES);
            checkInOrder();
        }
    }

    private BackupOperation.CreateVmBackup backup(String group) throws InterruptedException {
        var data = new Volume(
                Uuids.random(),
                server.upload(a, Domain.content(3, MIB)),
                VolumeType.DATA,
                Uuids.random(),
                "",
                null,
                "data");
        var root =
                new Volume(Uuids.random(), server.upload(a, BYTES), VolumeType.ROOT, Uuids.random(), "", null, "root");
        var description = new BackupOperation.Description(null, Uuids.random(), Mode.FULL, null, List.of(), List.of());
        return new BackupOperation.CreateVmBackup(group, "machine", List.of(data, root), description);
    }

    @Test
    void aMigrationThatAFullStorageSuspendedGoesOnOnceItsSpaceIsReclaimed() throws IOException, InterruptedException {
        try (var _ = server) {
            expunge(server.image(b, Domain.content(9, 4 * MIB)), b);
            var image = server.image(a, BYTES);
            server.leaveRoom("b", 3 * MIB / 2);
            var migration = new ImageOperation.MigrateImage(image.uuid(), a, b, List.of(), List.of());
            var task = server.tasks.start(server.admin, Optional.empty(), migration);
            Awaitility.await().pollDelay(Duration.ZERO).until(() -> state(task.uuid()) instanceof TaskState.Suspended);

            assertThat(reclaim(b)).isGreaterThan(2 * MIB);

            assertThat(server.tasks.await(task.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
            assertThat(server.read(b, image.identity())).isEqualTo(BYTES);
            checkInOrder();
        }
    }

    private TaskState state(String task) {
        return server.tasks.find(server.admin, task).state();
    }

    private void expunge(Image image, String storage) throws InterruptedException {
        var delete = new ImageOperation.DeleteImage(image.uuid(), List.of(storage));
        server.deleteImage.apply(server.admin, Optional.empty(), delete);
        server.run(ImageResult.Expunged.class, new ImageOperation.ExpungeImage(image.uuid(), List.of()));
    }

    @Test
    void checkingNamesADamagedPackAndAMissingOneAndWhomTheyHurt() throws IOException, InterruptedException {
        try (var _ = server) {
            var image = server.image(a, BYTES);
            var packs = server.packs("a");
            Files.delete(packs.getFirst());
            Files.write(packs.getLast(), new byte[] {1}, StandardOpenOption.APPEND);

            var checked = server.run(StorageResult.Checked.class, new StorageOperation.CheckBackupStorage(a, false));

            assertThat(checked.packs()).isEqualTo(packs.size());
            assertThat(checked.problems())
                    .extracting(StorageProblem::path)
                    .contains(path(packs.getFirst()), path(packs.getLast()));
            assertThat(checked.problems())
                    .flatExtracting(StorageProblem::resourceUuids)
                    .containsOnly(image.uuid());
        }
    }

    @Test
    void aDeepCheckTriesEachPromiseInAStepAndLeavesNothing() throws IOException, InterruptedException {
        try (var _ = server) {
            server.image(a, BYTES);

            var checked = server.run(StorageResult.Checked.class, new StorageOperation.CheckBackupStorage(a, true));

            assertThat(checked.problems()).isEmpty();
            assertThat(checked.limits()).isEmpty();
            assertThat(checked.promises())
                    .extracting(Promise::name)
                    .contains("visible-after-write", "one-winner", "folders-flushed");
            assertThat(checked.promises()).noneMatch(promise -> promise.outcome() == Promise.Outcome.BROKEN);
            try (var names = Files.list(folder.resolve("a"))) {
                assertThat(names)
                        .noneMatch(path -> path.getFileName().toString().startsWith("check-"));
            }
        }
    }

    private String path(Path pack) {
        return folder.resolve("a").relativize(pack).toString();
    }

    @Test
    void aRestartedServerHasWhatItHad() throws IOException, InterruptedException {
        Image image;
        try (var _ = server) {
            image = server.image(a, BYTES);
            migrate(image, a, b);
        }
        server = new WholeServer(folder);
        try (var _ = server) {
            assertThat(server.read(b, image.identity())).isEqualTo(BYTES);
            checkInOrder();
            migrate(image, b, a);
            checkInOrder();
        }
    }
}
