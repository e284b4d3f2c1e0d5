package io.longshore.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryStorage;
import io.longshore.server.fixture.MemoryTasks;
import io.longshore.server.image.Image;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageResult;
import io.longshore.server.storage.Reconciler.Reconciled;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final MemoryStorage storage = domain.driver(a);
    private final Image image = domain.image(Domain.content(1, 1 << 20), a);
    private final ManifestKey key = key(image);

    @AfterEach
    void close() {
        domain.close();
    }

    private Reconciled reconcile() throws IOException {
        return domain.reconciler.reconcile(a.uuid());
    }

    private ManifestKey key(Image of) {
        var ref = of.on(a.uuid()).orElseThrow();
        return new ManifestKey(ManifestKind.IMAGE, Uuids.parse(of.uuid()), ref.manifestId());
    }

    private void status(ImageStatus status) {
        domain.images.putRef(image.on(a.uuid()).orElseThrow().withStatus(status, domain.clock.instant()));
    }

    private void bury(ManifestKey buried, String reason) throws IOException {
        storage.putTombstone(new Tombstone(buried, new UUID(1, 1), Instant.EPOCH, reason));
    }

    /** A manifest of a resource that has no row, by a task. */
    private Manifest orphan(UUID task, UUID deployment) {
        var manifest = domain.manifest(ManifestKind.IMAGE, Uuids.random(), image.identity());
        var now = domain.clock.instant();
        var provenance = new Provenance(
                task, deployment, "AddImage", now, now, Optional.empty(), Optional.empty(), Optional.empty());
        var orphan = new Manifest(manifest.key(), manifest.body(), provenance);
        storage.put(orphan);
        return orphan;
    }

    /** A task that runs until it is ended. */
    private MemoryTasks.Running<ImageOperation.DeleteImage> task() {
        var work = new Work<ImageOperation.DeleteImage>() {
            @Override
            public void accept(Caller caller, ImageOperation.DeleteImage operation) {}

            @Override
            public Outcome run(ImageOperation.DeleteImage operation, TaskContext context) {
                return Outcome.of(() -> new ImageResult.Expunged(null));
            }

            @Override
            public void abandon(ImageOperation.DeleteImage operation) {}
        };
        return domain.tasks.accept(domain.admin, work, new ImageOperation.DeleteImage(Uuids.random(), List.of()));
    }

    @Test
    void findsNothingToDoWhereAllIsInOrder() throws IOException {
        domain.backup(Uuids.random(), VolumeType.ROOT, Domain.content(2, 1 << 20), a);

        assertThat(reconcile().nothingToDo()).isTrue();
    }

    @Test
    void takesTheTombstoneFromWhatIsInUse() throws IOException {
        bury(key, TrashEntry.DELETED);

        assertThat(reconcile().tombstonesRemoved()).isOne();
        assertThat(storage.tombstones()).isEmpty();
        assertThat(storage.manifestKeys()).contains(key);
    }

    @Test
    void givesADeletedImageItsTombstone() throws IOException {
        status(ImageStatus.DELETED);

        assertThat(reconcile().tombstonesPut()).isOne();
        assertThat(storage.tombstones()).singleElement().satisfies(tombstone -> {
            assertThat(tombstone.manifest()).isEqualTo(key);
            assertThat(tombstone.reason()).isEqualTo(TrashEntry.DELETED);
        });
        assertThat(reconcile().nothingToDo()).isTrue();
    }

    @Test
    void givesTheTrashOfAMigrationItsTombstone() throws IOException {
        var left = domain.manifest(ManifestKind.IMAGE, image.uuid(), image.identity());
        storage.put(left);
        var task = Uuids.random();
        domain.storages.insertTrash(new TrashEntry(
                0, a.uuid(), image.uuid(), "image", "zstore://", left.key().id(), 1, task, Instant.EPOCH));

        assertThat(reconcile().tombstonesPut()).isOne();
        assertThat(storage.tombstones())
                .containsExactly(new Tombstone(left.key(), Uuids.parse(task), Instant.EPOCH, TrashEntry.MIGRATED));
    }

    @Test
    void finishesExpungingAnImage() throws IOException {
        status(ImageStatus.EXPUNGING);
        bury(key, TrashEntry.DELETED);

        assertThat(reconcile().expunged()).isOne();
        assertThat(storage.manifestKeys()).doesNotContain(key);
        assertThat(storage.tombstones()).isEmpty();
        assertThat(domain.images.find(image.uuid())).isEmpty();
    }

    @Test
    void finishesExpungingWhereTheManifestIsGoneAlready() throws IOException {
        status(ImageStatus.EXPUNGING);
        storage.lose(key);

        reconcile();

        assertThat(domain.images.find(image.uuid())).isEmpty();
    }

    @Test
    void keepsAnExpungedImagesOtherStorages() throws IOException {
        var b = domain.storage("b");
        var both = domain.image(Domain.content(3, 1 << 20), a, b);
        domain.images.putRef(both.on(a.uuid()).orElseThrow().withStatus(ImageStatus.EXPUNGING, Instant.EPOCH));

        reconcile();

        var left = domain.images.find(both.uuid()).orElseThrow();
        assertThat(left.backupStorageRefs())
                .singleElement()
                .satisfies(ref -> assertThat(ref.backupStorageUuid()).isEqualTo(b.uuid()));
        assertThat(left.status()).isEqualTo(ImageStatus.READY);
    }

    @Test
    void finishesRemovingAVolumeBackup() throws IOException {
        var backup = domain.backup(null, VolumeType.DATA, Domain.content(2, 1 << 20), a);
        var ref = backup.on(a.uuid()).orElseThrow();
        domain.backups.putRef(new VolumeBackup.VolumeBackupRef(
                backup.uuid(),
                a.uuid(),
                ref.installPath(),
                ref.manifestId(),
                VolumeBackup.Status.EXPUNGING,
                ref.createTime(),
                ref.updateTime()));

        assertThat(reconcile().expunged()).isOne();
        assertThat(domain.backups.find(backup.uuid())).isEmpty();
    }

    @Test
    void removesWhatAnEndedTaskPublishedAndNoRowNames() throws IOException, InterruptedException {
        var task = task();
        var orphan = orphan(Uuids.parse(task.uuid()), domain.deployment);

        assertThat(reconcile().nothingToDo()).as("while the task lives").isTrue();

        task.finish(task.attempt());
        assertThat(reconcile().orphansRemoved()).isOne();
        assertThat(storage.manifestKeys()).containsExactly(key).doesNotContain(orphan.key());
    }

    @Test
    void leavesWhatATaskPublishedThatNobodyKnows() throws IOException {
        orphan(UUID.randomUUID(), domain.deployment);

        assertThat(reconcile().nothingToDo()).isTrue();
    }

    @Test
    void leavesWhatAnotherDeploymentPublished() throws IOException, InterruptedException {
        var task = task();
        task.finish(task.attempt());
        orphan(Uuids.parse(task.uuid()), new UUID(9, 9));

        assertThat(reconcile().nothingToDo()).isTrue();
    }

    @Test
    void finishesEmptyingTheTrashHoweverLongAgoTheTaskEnded() throws IOException {
        var left = orphan(UUID.randomUUID(), domain.deployment);
        bury(left.key(), TrashEntry.MIGRATED);

        assertThat(reconcile().orphansRemoved()).isOne();
        assertThat(storage.manifestKeys()).doesNotContain(left.key());
        assertThat(storage.tombstones()).isEmpty();
    }

    @Test
    void removesATombstoneOfNothing() throws IOException {
        bury(ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID()), TrashEntry.DELETED);

        assertThat(reconcile().tombstonesRemoved()).isOne();
        assertThat(storage.tombstones()).isEmpty();
    }

    @Test
    void tellsOfAMissingManifestAndTouchesNothing() throws IOException {
        storage.lose(key);

        assertThat(reconcile().missing()).containsExactly(key);
        assertThat(domain.images.find(image.uuid())).contains(image);
    }

    @Test
    void keepsAGroupsManifestWhileABackupOfItLiesThere() throws IOException, InterruptedException {
        var group = Uuids.random();
        var backup = domain.backup(group, VolumeType.ROOT, Domain.content(2, 1 << 20), a);
        var task = task();
        task.finish(task.attempt());
        var now = domain.clock.instant();
        var manifest = new Manifest(
                ManifestKey.random(ManifestKind.VM_BACKUP, Uuids.parse(group)),
                new Manifest.Group(Optional.empty(), List.of()),
                domain.author.provenance(task.uuid(), "CreateVmBackup", now));
        storage.put(manifest);
        assertThat(reconcile().nothingToDo()).isTrue();

        domain.backups.delete(backup.uuid());
        assertThat(reconcile().orphansRemoved()).isOne();
        assertThat(storage.manifestKeys()).doesNotContain(manifest.key());
    }
}
