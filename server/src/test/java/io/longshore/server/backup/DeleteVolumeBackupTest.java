package io.longshore.server.backup;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeleteVolumeBackupTest {
    private static final int MIB = 1 << 20;

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final BackupStorage b = domain.storage("b");
    private final String group = Uuids.random();
    private final VolumeBackup root = domain.backup(group, VolumeType.ROOT, Domain.content(1, MIB), a, b);
    private final VolumeBackup data = domain.backup(group, VolumeType.DATA, Domain.content(2, MIB), a);
    private final DeleteVolumeBackup delete =
            new DeleteVolumeBackup(domain.backups, domain.access, domain.removal, domain.clock);

    @AfterEach
    void close() {
        domain.close();
    }

    private BackupResult.Deleted delete(VolumeBackup backup, String... storages) throws InterruptedException {
        return (BackupResult.Deleted) domain.tasks.run(
                domain.admin, delete, new BackupOperation.DeleteVolumeBackup(backup.uuid(), group, List.of(storages)));
    }

    @Test
    void removesItEverywhere() throws IOException, InterruptedException {
        assertThat(delete(root).volumeBackup()).isNull();

        assertThat(domain.backups.find(root.uuid())).isEmpty();
        assertThat(domain.driver(a).manifests(ManifestKind.VOLUME_BACKUP)).hasSize(1);
        assertThat(domain.driver(b).manifests(ManifestKind.VOLUME_BACKUP)).isEmpty();
        refused(Reason.VOLUME_BACKUP_NOT_FOUND, () -> delete(root));
    }

    @Test
    void removesItOnOneStorageAndKeepsTheOther() throws InterruptedException {
        var left = delete(root, a.uuid()).volumeBackup();

        assertThat(left).isNotNull();
        assertThat(left.readyOn(b.uuid())).isTrue();
        assertThat(left.on(a.uuid())).isEmpty();
        assertThat(left.status()).isEqualTo(VolumeBackup.Status.READY);
    }

    @Test
    void theLastOfAGroupTakesItsManifest() throws IOException, InterruptedException {
        for (var storage : List.of(a, b)) {
            domain.driver(storage)
                    .put(new Manifest(
                            ManifestKey.random(ManifestKind.VM_BACKUP, Uuids.parse(group)),
                            new Manifest.Group(Optional.empty(), List.of()),
                            domain.author.provenance(Uuids.random(), "CreateVmBackup", domain.clock.instant())));
        }
        delete(root);
        assertThat(domain.driver(a).manifests(ManifestKind.VM_BACKUP)).hasSize(1);
        assertThat(domain.driver(b).manifests(ManifestKind.VM_BACKUP)).isEmpty();

        delete(data);
        assertThat(domain.driver(a).manifestKeys()).isEmpty();
    }

    @Test
    void refusesAStorageOnWhichItDoesNotLie() {
        var told = refused(Reason.VOLUME_BACKUP_NOT_ON_STORAGE, () -> delete(data, a.uuid(), b.uuid()));

        assertThat(told).containsEntry("backupStorageUuid", b.uuid());
        assertThat(domain.backups.find(data.uuid())).contains(data);
    }

    @ParameterizedTest(name = "only once it is to be deleted: {0}")
    @ValueSource(booleans = {false, true})
    void whatSomethingOutsideNeedsIsNotDeletedAndStaysReady(boolean later) {
        var key = VolumeBackupManifests.key(data.on(a.uuid()).orElseThrow());
        domain.driver(a).use(key, later);

        refused(Reason.DISK_IN_USE, () -> delete(data));

        assertThat(domain.backups.find(data.uuid()).orElseThrow().readyOn(a.uuid()))
                .isTrue();
        assertThat(domain.driver(a).manifestKeys()).contains(key);
    }

    @Test
    void isFinishedByTheReconcilerWhereAStorageIsAway() throws IOException, InterruptedException {
        domain.disconnect(b);
        var left = delete(root).volumeBackup();
        assertThat(left).isNotNull();
        assertThat(left.status()).isEqualTo(VolumeBackup.Status.EXPUNGING);

        domain.connect(b);
        domain.reconciler.reconcile(b.uuid());
        assertThat(domain.backups.find(root.uuid())).isEmpty();
        assertThat(domain.driver(b).manifestKeys()).isEmpty();
    }

    @Test
    void goesOnAfterACrash() throws InterruptedException {
        var running = domain.tasks.accept(
                domain.admin, delete, new BackupOperation.DeleteVolumeBackup(root.uuid(), group, List.of()));
        running.attempt();

        assertThat(((BackupResult.Deleted) running.finish(running.attempt())).volumeBackup())
                .isNull();
    }

    @Test
    void theSameRequestIsTheSameOperationAlsoWhenTheBackupIsGone() throws InterruptedException {
        var first = delete.operation(domain.tasks, domain.admin, Optional.empty(), root.uuid(), List.of());
        assertThat(first.groupUuid()).isEqualTo(group);
        var running = domain.tasks.accept(domain.admin, delete, first);
        running.finish(running.attempt());

        assertThat(delete.operation(domain.tasks, domain.admin, Optional.of(running.uuid()), root.uuid(), List.of()))
                .isEqualTo(first);
    }
}
