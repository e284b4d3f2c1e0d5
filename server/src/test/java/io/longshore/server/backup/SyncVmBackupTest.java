package io.longshore.server.backup;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryStorage.Call;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.transfer.Receipt.Verification;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyncVmBackupTest {
    private static final int MIB = 1 << 20;
    private static final String NOBODY = "0".repeat(32);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final BackupStorage b = domain.storage("b");
    private final String group = Uuids.random();
    private final VolumeBackup data = domain.backup(group, VolumeType.DATA, Domain.content(2, MIB), a);
    private final VolumeBackup root = domain.backup(group, VolumeType.ROOT, Domain.content(1, 3 * MIB), a);
    private final SyncVmBackup sync = new SyncVmBackup(
            domain.backups,
            domain.access,
            domain.admission,
            new GroupCopy(
                    domain.access, domain.admission, domain.engine, domain.author, domain.conversion, domain.clock),
            domain.removal,
            domain.notes,
            domain.clock);

    @AfterEach
    void close() {
        domain.close();
    }

    private static BackupOperation.SyncVmBackup of(String group, String source, String destination) {
        return new BackupOperation.SyncVmBackup(group, source, destination, List.of("s"), List.of());
    }

    private BackupOperation.SyncVmBackup toB() {
        return of(group, a.uuid(), b.uuid());
    }

    private BackupResult.Synced run() throws InterruptedException {
        return (BackupResult.Synced) domain.tasks.run(domain.admin, sync, toB());
    }

    private VolumeBackup now(VolumeBackup backup) {
        return domain.backups.find(backup.uuid()).orElseThrow();
    }

    @Test
    void bringsEachBackupOfTheGroupAndItsManifest() throws IOException, InterruptedException {
        domain.backup(null, VolumeType.DATA, Domain.content(9, MIB), a); // of no group

        var result = run();

        assertThat(result.vmBackup().volumeBackups())
                .extracting(VolumeBackup::uuid)
                .containsExactly(root.uuid(), data.uuid());
        assertThat(result.notIncludedUuids()).isEmpty();
        assertThat(result.receipts()).extracting(Receipt::sentBytes).containsExactly(3L * MIB, (long) MIB);
        for (var backup : List.of(root, data)) {
            assertThat(now(backup).readyOn(a.uuid()))
                    .as("the source keeps its own")
                    .isTrue();
            assertThat(now(backup).readyOn(b.uuid())).isTrue();
            assertThat(now(backup).systemTags()).containsExactly("s");
        }
        var storage = domain.driver(b);
        assertThat(storage.manifests(ManifestKind.VOLUME_BACKUP)).hasSize(2);
        var members = storage.manifest(storage.manifests(ManifestKind.VM_BACKUP).getFirst())
                .map(manifest -> ((Manifest.Group) manifest.body()).members())
                .orElseThrow();
        assertThat(members).extracting(member -> Uuids.of(member.backup())).containsExactly(root.uuid(), data.uuid());
        assertThat(domain.storages.reserved(b.uuid())).isZero();
        assertThat(domain.reconciler.reconcile(b.uuid()).nothingToDo()).isTrue();
    }

    @Test
    void aSecondOneMovesNothingAndSaysSo() throws IOException, InterruptedException {
        run();
        var manifests = domain.driver(b).manifestKeys();
        domain.driver(b).free(0);

        var again = run();

        assertThat(again.receipts()).hasSize(2).allSatisfy(receipt -> {
            assertThat(receipt.sentBytes()).isZero();
            assertThat(receipt.readBytes()).isZero();
            assertThat(receipt.verification()).isEqualTo(Verification.NOTHING_WRITTEN);
        });
        assertThat(domain.driver(b).manifestKeys()).isEqualTo(manifests);
    }

    @Test
    void fillsAHoleAndNamesItInTheGroupsManifest() throws IOException, InterruptedException {
        run();
        domain.tasks.run(
                domain.admin,
                new DeleteVolumeBackup(domain.backups, domain.access, domain.removal, domain.clock),
                new BackupOperation.DeleteVolumeBackup(data.uuid(), group, List.of(b.uuid())));
        assertThat(now(data).on(b.uuid())).isEmpty();

        run();

        assertThat(now(data).readyOn(b.uuid())).isTrue();
        var storage = domain.driver(b);
        assertThat(storage.manifests(ManifestKind.VM_BACKUP)).singleElement().satisfies(key -> {
            var body = (Manifest.Group) storage.manifest(key).orElseThrow().body();
            assertThat(body.members())
                    .extracting(Manifest.Member::manifestId)
                    .contains(now(data).on(b.uuid()).orElseThrow().manifestId());
        });
    }

    @Test
    void aBackupThatOnlyTheDestinationHasIsNoObstacle() throws InterruptedException {
        var elsewhere = domain.backup(group, VolumeType.DATA, Domain.content(5, MIB), b);

        assertThat(run().vmBackup().volumeBackups())
                .extracting(VolumeBackup::uuid)
                .contains(elsewhere.uuid());
    }

    @Test
    void nothingIsSeenBeforeAllOfItIs() throws InterruptedException {
        var running = domain.tasks.accept(domain.admin, sync, toB());
        var outcome = running.attempt();
        assertThat(now(root).on(b.uuid())).isEmpty();
        assertThat(now(data).on(b.uuid())).isEmpty();

        running.finish(outcome);
        assertThat(now(root).readyOn(b.uuid())).isTrue();
        assertThat(now(data).readyOn(b.uuid())).isTrue();
    }

    @Test
    void goesOnAfterACrashAtAnyPublishing() throws IOException, InterruptedException {
        var running = domain.tasks.accept(domain.admin, sync, toB());
        domain.driver(b).fail(Call.PUBLISH);
        assertThatExceptionOfType(FailureException.class).isThrownBy(running::attempt);
        running.attempt(); // all manifests are there, and the server stopped
        var manifests = domain.driver(b).manifestKeys();

        running.finish(running.attempt());

        assertThat(domain.driver(b).manifestKeys()).isEqualTo(manifests).hasSize(3);
        assertThat(domain.reconciler.reconcile(b.uuid()).nothingToDo()).isTrue();
    }

    @Test
    void leavesNothingToSeeWhenItIsCancelled() throws IOException, InterruptedException {
        var running = domain.tasks.accept(domain.admin, sync, toB());
        running.attempt();
        running.abandon();

        assertThat(now(root).on(b.uuid())).isEmpty();
        assertThat(domain.storages.reserved(b.uuid())).isZero();
        assertThat(domain.reconciler.reconcile(b.uuid()).orphansRemoved()).isEqualTo(3);
        assertThat(domain.driver(b).manifestKeys()).isEmpty();
    }

    @Test
    void tellsOfABackupThatCameTooLate() throws InterruptedException {
        var running = domain.tasks.accept(domain.admin, sync, toB());
        var outcome = running.attempt();
        var late = domain.backup(group, VolumeType.DATA, Domain.content(6, MIB), a);

        var result = (BackupResult.Synced) running.finish(outcome);

        assertThat(result.notIncludedUuids()).containsExactly(late.uuid());
        assertThat(result.vmBackup().volumeBackups())
                .extracting(VolumeBackup::uuid)
                .doesNotContain(late.uuid());
        assertThat(now(late).on(b.uuid())).isEmpty();
    }

    @Test
    void refusesInTheContractsOrder() {
        refused(Reason.GROUP_NOT_FOUND, () -> domain.tasks.accept(domain.admin, sync, of(NOBODY, a.uuid(), b.uuid())));
        refused(Reason.GROUP_NOT_FOUND, () -> domain.tasks.accept(domain.stranger, sync, toB()));
        refused(Reason.STORAGE_NOT_FOUND, () -> domain.tasks.accept(domain.admin, sync, of(group, a.uuid(), NOBODY)));
        refused(Reason.SAME_STORAGE, () -> domain.tasks.accept(domain.admin, sync, of(group, a.uuid(), a.uuid())));

        var c = domain.storage("c");
        var told = refused(
                Reason.VOLUME_BACKUP_NOT_ON_STORAGE,
                () -> domain.tasks.accept(domain.admin, sync, of(group, c.uuid(), b.uuid())));
        assertThat(told).containsEntry("volumeBackupUuid", root.uuid()).containsEntry("backupStorageUuid", c.uuid());

        var small = domain.storage("small", OptionalLong.of(Domain.RESERVE_BYTES + MIB));
        refused(Reason.STORAGE_FULL, () -> domain.tasks.accept(domain.admin, sync, of(group, a.uuid(), small.uuid())));

        domain.disconnect(c);
        refused(
                Reason.STORAGE_DISCONNECTED,
                () -> domain.tasks.accept(domain.admin, sync, of(group, a.uuid(), c.uuid())));
        domain.disable(b);
        refused(Reason.STORAGE_DISABLED, () -> domain.tasks.accept(domain.admin, sync, toB()));
    }

    @Test
    void refusesAGroupThatHasNotExactlyOneRootVolume() {
        var rootless = Uuids.random();
        domain.backup(rootless, VolumeType.DATA, Domain.content(5, MIB), a);
        refused(
                Reason.ROOT_VOLUME_MISSING,
                () -> domain.tasks.accept(domain.admin, sync, of(rootless, a.uuid(), b.uuid())));

        domain.backup(group, VolumeType.ROOT, Domain.content(5, MIB), a);
        var told = refused(Reason.SEVERAL_ROOT_VOLUMES, () -> domain.tasks.accept(domain.admin, sync, toB()));
        assertThat(told).containsEntry("rootVolumes", "2");
    }

    @Test
    void isBusyForASecondOneOrADeletion() {
        domain.tasks.accept(domain.admin, sync, toB());

        refused(Reason.GROUP_BUSY, this::run);
        var delete = new DeleteVolumeBackup(domain.backups, domain.access, domain.removal, domain.clock);
        refused(
                Reason.GROUP_BUSY,
                () -> domain.tasks.accept(
                        domain.admin, delete, new BackupOperation.DeleteVolumeBackup(root.uuid(), group, List.of())));
    }
}
