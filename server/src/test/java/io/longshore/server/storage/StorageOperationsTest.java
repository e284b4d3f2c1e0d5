package io.longshore.server.storage;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryStorage.Call;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.task.Caller;
import io.longshore.server.task.TaskState;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageOperationsTest {
    private static final String NOBODY = "0".repeat(32);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final AtomicBoolean uploads = new AtomicBoolean();
    private final ChangeBackupStorageState change =
            new ChangeBackupStorageState(domain.storages, domain.access, domain.tasks, domain.clock);
    private final DeleteBackupStorage delete =
            new DeleteBackupStorage(domain.storages, domain.access, domain.registry, domain.rows, _ -> uploads.get());
    private final ReclaimSpace reclaim = new ReclaimSpace(domain.access, domain.rows, Duration.ZERO);
    private final EmptyTrash empty = new EmptyTrash(domain.storages, domain.access);
    private final Trash trash = new Trash(domain.storages, domain.access);
    private final CheckBackupStorage check = new CheckBackupStorage(domain.access, domain.rows);

    @AfterEach
    void close() {
        domain.close();
    }

    private State changeTo(Caller caller, String uuid, State state) {
        var operation = new StorageOperation.ChangeBackupStorageState(uuid, state);
        var task = change.apply(caller, Optional.empty(), operation);
        return ((StorageResult.Changed) ((TaskState.Succeeded) task.state()).result())
                .backupStorage()
                .state();
    }

    @Test
    void disablingAndEnablingSucceedsHoweverItWasBefore() {
        for (var state : List.of(State.DISABLED, State.DISABLED, State.ENABLED, State.ENABLED)) {
            assertThat(changeTo(domain.admin, a.uuid(), state)).isEqualTo(state);
            assertThat(domain.storages.find(a.uuid()).orElseThrow().state()).isEqualTo(state);
        }
    }

    @Test
    void onlyItsOwnerChangesAStorage() {
        refused(Reason.STORAGE_NOT_FOUND, () -> changeTo(domain.admin, NOBODY, State.DISABLED));
        refused(Reason.PERMISSION_DENIED, () -> changeTo(domain.stranger, a.uuid(), State.DISABLED));
    }

    @Test
    void deletingTakesTheRowAndLeavesTheFiles() throws InterruptedException {
        domain.tasks.run(domain.admin, delete, new StorageOperation.DeleteBackupStorage(a.uuid()));

        assertThat(domain.storages.all()).isEmpty();
        assertThat(domain.registry.find(a.uuid())).isEmpty();
        assertThat(domain.driver(a).closed()).isTrue();
    }

    @Test
    void aStorageOnWhichSomethingLiesIsNotDeleted() {
        var operation = new StorageOperation.DeleteBackupStorage(a.uuid());
        uploads.set(true);
        refused(Reason.STORAGE_NOT_EMPTY, () -> domain.tasks.run(domain.admin, delete, operation));

        uploads.set(false);
        domain.storages.reserve("a task", a.uuid(), 1);
        refused(Reason.STORAGE_BUSY, () -> domain.tasks.run(domain.admin, delete, operation));

        domain.storages.reserve("a task", a.uuid(), 0);
        trashed(a);
        var told = refused(Reason.STORAGE_NOT_EMPTY, () -> domain.tasks.run(domain.admin, delete, operation));
        assertThat(told).containsEntry("resources", "1");
    }

    @Test
    void whatCameWhileAStorageWasBeingDeletedKeepsIt() throws InterruptedException {
        var running = domain.tasks.accept(domain.admin, delete, new StorageOperation.DeleteBackupStorage(a.uuid()));
        var outcome = running.attempt();
        uploads.set(true);

        refused(Reason.STORAGE_NOT_EMPTY, () -> running.publish(outcome));
        assertThat(domain.storages.find(a.uuid())).isPresent();
        assertThat(domain.registry.find(a.uuid())).isPresent();
    }

    @Test
    void reclaimingKeepsWhatImagesAndTrashNeed() throws InterruptedException {
        domain.image(Domain.content(1, 1 << 20), a);
        trashed(a);
        domain.driver(a).putDisk(Domain.content(3, 2 << 20)); // nobody's

        var running = domain.tasks.accept(domain.admin, reclaim, new StorageOperation.ReclaimSpace(a.uuid(), true));
        var result = (StorageResult.Reclaimed) running.finish(running.attempt());

        assertThat(result.freedBytes()).isEqualTo(2 << 20);
        assertThat(running.context().waits()).first().asString().contains("waiting");
        assertThat(running.context().waits()).last().asString().isEmpty();
        assertThat(running.context().steps()).containsExactly("mark", "reclaim");
    }

    @Test
    void reclaimingWaitsForUnfinishedWorkAndSaysSo() throws InterruptedException {
        domain.driver(a).busyFor(2);
        var running = domain.tasks.accept(
                domain.admin,
                new ReclaimSpace(domain.access, domain.rows, Duration.ZERO, Duration.ofMillis(1)),
                new StorageOperation.ReclaimSpace(a.uuid(), true));

        running.finish(running.attempt());

        assertThat(running.context().waits()).contains("a task has not ended");
        assertThat(running.context().waits()).last().asString().isEmpty();
    }

    @Test
    void reclaimingRefusesWhereAManifestIsMissing() {
        var image = domain.image(Domain.content(1, 1 << 20), a);
        var ref = image.on(a.uuid()).orElseThrow();
        domain.driver(a).lose(new ManifestKey(ManifestKind.IMAGE, Uuids.parse(image.uuid()), ref.manifestId()));

        var told = refused(
                Reason.RECLAIM_REFUSED,
                () -> domain.tasks.run(domain.admin, reclaim, new StorageOperation.ReclaimSpace(a.uuid(), true)));
        assertThat(told).containsEntry("backupStorageUuid", a.uuid());
    }

    @Test
    void reclaimingOneStorageTwiceAtATimeIsRefused() {
        domain.tasks.accept(domain.admin, reclaim, new StorageOperation.ReclaimSpace(a.uuid(), true));

        refused(
                Reason.STORAGE_BUSY,
                () -> domain.tasks.accept(domain.admin, reclaim, new StorageOperation.ReclaimSpace(a.uuid(), true)));
    }

    @Test
    void whatNeedsTheStorageIsRefusedWhileItIsAway() {
        domain.disconnect(a);

        for (var attempt : List.<ThrowingCallable>of(
                () -> domain.tasks.run(domain.admin, reclaim, new StorageOperation.ReclaimSpace(a.uuid(), true)),
                () -> domain.tasks.run(domain.admin, empty, new StorageOperation.EmptyTrash(a.uuid(), List.of())),
                () -> domain.tasks.run(
                        domain.admin, check, new StorageOperation.CheckBackupStorage(a.uuid(), false)))) {
            refused(Reason.STORAGE_DISCONNECTED, attempt);
        }
    }

    private TrashEntry trashed(BackupStorage storage) {
        var uuid = Uuids.random();
        var identity = domain.driver(storage).putDisk(Domain.content(7, 1 << 20));
        var manifest = domain.manifest(ManifestKind.IMAGE, uuid, identity);
        domain.driver(storage).put(manifest);
        domain.storages.insertTrash(new TrashEntry(
                0,
                storage.uuid(),
                uuid,
                "old",
                InstallPath.zstore(uuid, identity),
                manifest.key().id(),
                1 << 20,
                Uuids.random(),
                Instant.EPOCH));
        var entry = domain.storages.trash(storage.uuid(), 0, 100).getLast();
        domain.removal.bury(storage.uuid(), manifest.key(), entry.taskUuid(), TrashEntry.MIGRATED);
        return entry;
    }

    @Test
    void theTrashIsListedOldestFirstInPages() {
        var first = trashed(a);
        var second = trashed(a);
        trashed(domain.storage("b"));

        assertThat(trash.list(domain.admin, a.uuid(), 0, 10)).containsExactly(first, second);
        assertThat(trash.list(domain.admin, a.uuid(), first.id(), 10)).containsExactly(second);
        refused(Reason.STORAGE_NOT_FOUND, () -> trash.list(domain.admin, NOBODY, 0, 10));
    }

    @Test
    void emptyingTheTrashRemovesItAloneOrWhatWasNamed() throws IOException, InterruptedException {
        var image = domain.image(Domain.content(1, 1 << 20), a);
        var first = trashed(a);
        var second = trashed(a);

        var one = (StorageResult.TrashEmptied)
                domain.tasks.run(domain.admin, empty, new StorageOperation.EmptyTrash(a.uuid(), List.of(first.id())));
        assertThat(one.entries()).containsExactly(first);
        assertThat(domain.storages.trash(a.uuid(), 0, 10)).containsExactly(second);

        var rest = (StorageResult.TrashEmptied)
                domain.tasks.run(domain.admin, empty, new StorageOperation.EmptyTrash(a.uuid(), List.of()));
        assertThat(rest.entries()).containsExactly(second);
        assertThat(domain.driver(a).manifestKeys())
                .singleElement()
                .satisfies(key -> assertThat(Uuids.of(key.uuid())).isEqualTo(image.uuid()));
        assertThat(domain.driver(a).tombstones()).isEmpty();
    }

    @ParameterizedTest(name = "only once it is to be deleted: {0}")
    @ValueSource(booleans = {false, true})
    void whatSomethingOutsideNeedsStaysInTheTrash(boolean later) throws IOException {
        var entry = trashed(a);
        domain.driver(a).use(TrashRows.key(entry), later);

        refused(
                Reason.DISK_IN_USE,
                () -> domain.tasks.run(domain.admin, empty, new StorageOperation.EmptyTrash(a.uuid(), List.of())));

        assertThat(domain.storages.trash(a.uuid(), 0, 10)).containsExactly(entry);
        assertThat(domain.driver(a).tombstones()).hasSize(1);
    }

    @Test
    void entriesThatAreNotInTheTrashAreRefused() {
        var elsewhere = trashed(domain.storage("b"));

        for (long id : new long[] {elsewhere.id(), 999}) {
            var told = refused(
                    Reason.TRASH_NOT_FOUND,
                    () -> domain.tasks.run(
                            domain.admin, empty, new StorageOperation.EmptyTrash(a.uuid(), List.of(id))));
            assertThat(told).containsEntry("trashId", Long.toString(id));
        }
    }

    @Test
    void emptyingTheTrashGoesOnAfterItWasCutOffBetweenRowAndManifest() throws InterruptedException {
        var entry = trashed(a);
        domain.driver(a).fail(Call.DELETE_MANIFEST);
        var running = domain.tasks.accept(domain.admin, empty, new StorageOperation.EmptyTrash(a.uuid(), List.of()));
        Assertions.assertThatExceptionOfType(FailureException.class).isThrownBy(running::attempt);
        assertThat(domain.storages.trash(a.uuid(), 0, 10)).isEmpty();

        var result = (StorageResult.TrashEmptied) running.finish(running.attempt());

        assertThat(result.entries()).containsExactly(entry);
        assertThat(domain.driver(a).manifestKeys()).isEmpty();
    }

    @Test
    void checkingFindsNothingWrongWhereNothingIs() throws InterruptedException {
        domain.image(Domain.content(1, 3 << 20), a);

        var result = checked();

        assertThat(result.problems()).isEmpty();
        assertThat(result.manifests()).isOne();
        assertThat(result.readBytes()).isPositive();
    }

    @Test
    void checkingTellsOfAMissingManifestAndOfADamagedDiskForEachThatItHurts() throws InterruptedException {
        var lost = domain.image(Domain.content(1, 1 << 20), a);
        var ref = lost.on(a.uuid()).orElseThrow();
        domain.driver(a).lose(new ManifestKey(ManifestKind.IMAGE, Uuids.parse(lost.uuid()), ref.manifestId()));
        var one = domain.image(Domain.content(2, 1 << 20), a);
        var other = domain.image(Domain.content(2, 1 << 20), a);
        domain.driver(a).damage(one.identity());

        var result = checked();

        assertThat(result.problems())
                .flatExtracting(StorageResult.StorageProblem::resourceUuids)
                .containsExactlyInAnyOrder(lost.uuid(), one.uuid(), other.uuid());
    }

    private StorageResult.Checked checked() throws InterruptedException {
        return (StorageResult.Checked)
                domain.tasks.run(domain.admin, check, new StorageOperation.CheckBackupStorage(a.uuid(), false));
    }
}
