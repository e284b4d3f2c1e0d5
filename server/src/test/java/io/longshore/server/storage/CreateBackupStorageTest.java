package io.longshore.server.storage;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryTasks;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateBackupStorageTest {
    @TempDir
    private Path folder;

    private final Domain domain = new Domain();

    @AfterEach
    void close() {
        domain.close();
    }

    private CreateBackupStorage create() {
        var places = new StoragePlaces(folder.resolve("data"), folder.resolve("data/storages"));
        return new CreateBackupStorage(domain.storages, domain.drivers, domain.registry, places, domain.clock);
    }

    private static StorageOperation.CreateBackupStorage storage(String name, Path path) {
        return storage(Uuids.random(), name, path);
    }

    private static StorageOperation.CreateBackupStorage storage(String uuid, String name, Path path) {
        return new StorageOperation.CreateBackupStorage(
                uuid,
                name,
                "why",
                new Location.File(path),
                OptionalLong.of(1L << 40),
                StorageOptions.USUAL,
                List.of("s"),
                List.of("u"));
    }

    @Test
    void connectsTheStorageBeforeItIsSeen() throws InterruptedException {
        var operation = storage("a", folder.resolve("a"));
        var running = domain.tasks.accept(domain.admin, create(), operation);
        var outcome = running.attempt();
        assertThat(domain.storages.all()).isEmpty();

        var result = (StorageResult.Changed) running.publish(outcome);

        var row = domain.storages.find(operation.backupStorageUuid()).orElseThrow();
        assertThat(result.backupStorage()).isEqualTo(row);
        assertThat(row.state()).isEqualTo(State.ENABLED);
        assertThat(row.accountUuid()).isEqualTo(domain.admin.accountUuid());
        assertThat(row.capacityBytes()).hasValue(1L << 40);
        assertThat(domain.access.condition(row).connected()).isTrue();
    }

    @Test
    void takesUpWhatACrashLeftWithoutARow() throws InterruptedException {
        var operation = storage("a", folder.resolve("a"));
        domain.tasks.accept(domain.admin, create(), operation).attempt();
        domain.registry.remove(operation.backupStorageUuid()); // the server stopped
        var tasks = new MemoryTasks(domain.catalog, domain.clock);

        tasks.run(domain.admin, create(), operation);

        assertThat(domain.storages.find(operation.backupStorageUuid())).isPresent();
    }

    @Test
    void leavesNothingOpenWhenItIsCancelled() throws InterruptedException {
        var operation = storage("a", folder.resolve("a"));
        var running = domain.tasks.accept(domain.admin, create(), operation);
        running.attempt();
        running.abandon();

        assertThat(domain.registry.find(operation.backupStorageUuid())).isEmpty();
        assertThat(domain.storages.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative/folder", "/dev/shm/a", "/proc/self", "/sys/a", "/tmp/../proc/a", "/"})
    void refusesAPlaceThatIsNone(String path) {
        var told = refused(
                Reason.STORAGE_LOCATION_UNUSABLE,
                () -> domain.tasks.run(domain.admin, create(), storage("a", Path.of(path))));

        assertThat(told).containsEntry("path", path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "data/catalog", "data/storages", ""})
    void refusesTheServersOwnFolder(String inside) {
        refused(
                Reason.STORAGE_LOCATION_UNUSABLE,
                () -> domain.tasks.run(domain.admin, create(), storage("a", folder.resolve(inside))));
    }

    @Test
    void takesAFolderInThePlaceForStorages() throws InterruptedException {
        domain.tasks.run(domain.admin, create(), storage("a", folder.resolve("data/storages/a")));

        assertThat(domain.storages.all()).hasSize(1);
    }

    @Test
    void refusesALinkThatLeadsWhereNoneMayBe() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/proc"));

        refused(
                Reason.STORAGE_LOCATION_UNUSABLE,
                () -> domain.tasks.run(domain.admin, create(), storage("a", link.resolve("a"))));
    }

    @Test
    void refusesATakenNameUuidOrFolder() throws InterruptedException {
        var uuid = Uuids.random();
        domain.tasks.run(domain.admin, create(), storage(uuid, "a", folder.resolve("a")));

        for (var again : List.of(
                storage("a", folder.resolve("b")),
                storage(uuid, "b", folder.resolve("b")),
                storage("b", folder.resolve("a")),
                storage("b", folder.resolve("a/inside")),
                storage("b", folder.resolve("x/../a")))) {
            var told = refused(Reason.STORAGE_EXISTS, () -> domain.tasks.run(domain.admin, create(), again));
            assertThat(told).containsEntry("backupStorageUuid", uuid);
        }
    }

    @Test
    void refusesATakenFolderBehindALink() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("a"));
        domain.tasks.run(domain.admin, create(), storage("a", folder.resolve("a")));
        var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));

        refused(Reason.STORAGE_EXISTS, () -> domain.tasks.run(domain.admin, create(), storage("b", link)));
    }

    @Test
    void saysWhyAFolderCanNotBeMadeAStorage() {
        domain.drivers.refuse(true);

        refused(
                Reason.STORAGE_LOCATION_UNUSABLE,
                () -> domain.tasks.run(domain.admin, create(), storage("a", folder.resolve("a"))));
        assertThat(domain.storages.all()).isEmpty();
    }
}
