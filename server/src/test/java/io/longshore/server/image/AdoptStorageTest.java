package io.longshore.server.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.backup.VmBackup;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.catalog.CatalogCopy;
import io.longshore.server.fixture.Domain;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.query.Query;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageOperation.NewPlace;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storage whose catalog is gone comes back whole from its own files. */
class AdoptStorageTest {
    private static final int MIB = 1 << 20;
    private static final byte[] KEPT = Domain.content(1, 3 * MIB + 7);
    private static final byte[] DELETED = Domain.content(2, MIB);
    private static final byte[] MIGRATED = Domain.content(3, 2 * MIB);
    private static final byte[] ROOT = Domain.content(4, 2 * MIB);
    private static final byte[] DATA = Domain.content(5, MIB);

    /** What is a catalog's own: numbers, and when it changed something last. */
    private static final RecursiveComparisonConfiguration AS_LISTED = RecursiveComparisonConfiguration.builder()
            .withIgnoredFieldsMatchingRegexes(
                    ".*updateTime", ".*backupStorageRefs.*createTime", ".*trash.*createTime", ".*\\bid", "id")
            .build();

    @TempDir
    private Path folder;

    /** What is listed of a storage. */
    private record Listed(
            List<Image> images, List<VolumeBackup> backups, List<VmBackup> groups, List<TrashEntry> trash) {
        static Listed of(WholeServer server, String storage) {
            var query = new Query(List.of(), "", 100, "", 0, false);
            return new Listed(
                    server.catalog.images().list(Optional.empty(), query).items().stream()
                            .filter(image -> image.on(storage).isPresent())
                            .sorted(Comparator.comparing(Image::uuid))
                            .toList(),
                    server.catalog.volumeBackups().list(Optional.empty(), query).items().stream()
                            .sorted(Comparator.comparing(VolumeBackup::uuid))
                            .toList(),
                    server.catalog
                            .volumeBackups()
                            .listGroups(Optional.empty(), query)
                            .items(),
                    server.catalog.backupStorages().trash(storage, 0, 100));
        }
    }

    private static Image add(WholeServer server, String storage, String name, byte[] content)
            throws InterruptedException {
        var said = new ImageOperation.Description(
                name,
                "what it is",
                null,
                "Debian 12",
                "Linux",
                "x86_64",
                true,
                true,
                List.of("sys::1"),
                List.of("mine"));
        return server.run(
                        ImageResult.Stored.class,
                        new ImageOperation.AddImage(Uuids.random(), server.upload(storage, content), "", null, said))
                .image();
    }

    private static void backUp(WholeServer server, String storage) throws InterruptedException {
        var root = new Volume(
                Uuids.random(), server.upload(storage, ROOT), VolumeType.ROOT, Uuids.random(), "", null, "root");
        var data = new Volume(
                Uuids.random(), server.upload(storage, DATA), VolumeType.DATA, Uuids.random(), "", null, "data");
        var said = new BackupOperation.Description(
                "nightly", Uuids.random(), Mode.INCREMENTAL, "{\"a\":1}", List.of(), List.of("b"));
        server.run(
                BackupResult.VmBackedUp.class,
                new BackupOperation.CreateVmBackup(Uuids.random(), "machine", List.of(data, root), said));
    }

    /** Fills a storage with one of everything. */
    private static Listed fill(WholeServer server, String a) throws InterruptedException, IOException {
        var b = server.storage("b");
        add(server, a, "kept", KEPT);
        var deleted = add(server, a, "deleted", DELETED);
        var migrated = add(server, a, "migrated", MIGRATED);
        server.run(
                ImageResult.Stored.class, new ImageOperation.MigrateImage(migrated.uuid(), a, b, List.of(), List.of()));
        backUp(server, a);
        server.deleteImage.apply(
                server.admin, Optional.empty(), new ImageOperation.DeleteImage(deleted.uuid(), List.of()));
        Awaitility.await().until(() -> server.registry.driver(a).tombstones().size() == 2);
        return Listed.of(server, a);
    }

    private StorageOperation.AdoptBackupStorage adoption(Path place) {
        return new StorageOperation.AdoptBackupStorage(
                "", new NewPlace("a", null, new Location.File(place), OptionalLong.empty(), List.of(), List.of()));
    }

    private static byte[] read(WholeServer server, String storage, DiskIdentity disk) throws IOException {
        try (var reader = server.registry.driver(storage).open(disk)) {
            var target = ByteBuffer.allocate(Math.toIntExact(disk.lengthBytes()));
            reader.read(0, target);
            return target.array();
        }
    }

    private static void checkAll(WholeServer server, String storage, Listed expected)
            throws IOException, InterruptedException {
        assertThat(Listed.of(server, storage))
                .usingRecursiveComparison(AS_LISTED)
                .isEqualTo(expected);
        var contents = List.of(KEPT, DELETED, ROOT, DATA);
        for (var image : expected.images()) {
            assertThat(contents)
                    .anySatisfy(bytes ->
                            assertThat(read(server, storage, image.identity())).isEqualTo(bytes));
        }
        for (var backup : expected.backups()) {
            assertThat(contents)
                    .anySatisfy(bytes ->
                            assertThat(read(server, storage, backup.identity())).isEqualTo(bytes));
        }
        assertThat(server.reconciler.reconcile(storage).nothingToDo()).isTrue();
    }

    @Test
    void whatLiesOnAStorageComesBackInAnotherDeploymentAndTheOldOneReadsAlone()
            throws IOException, InterruptedException {
        String a;
        Listed listed;
        try (var old = new WholeServer(folder.resolve("old"))) {
            a = old.storage("a");
            listed = fill(old, a);
        }
        try (var fresh = new WholeServer(folder.resolve("new"), new UUID(7, 7))) {
            var adopted = fresh.run(StorageResult.Adopted.class, adoption(folder.resolve("old/a")));
            assertThat(adopted.problems()).isEmpty();
            assertThat(adopted.images()).isEqualTo(2);
            assertThat(adopted.volumeBackups()).isEqualTo(2);
            assertThat(adopted.vmBackups()).isEqualTo(1);
            assertThat(adopted.trashEntries()).isEqualTo(1);
            assertThat(adopted.backupStorage().uuid()).isEqualTo(a);
            checkAll(fresh, a, listed);
            add(fresh, a, "new", Domain.content(9, MIB));
            assertThat(files("old/a/owner")).isEqualTo(2);
        }
        try (var old = new WholeServer(folder.resolve("old"))) {
            assertThat(old.registry.driver(a).check().writable()).isFalse();
            assertThatThrownBy(() -> add(old, a, "refused", Domain.content(8, MIB)))
                    .isNotNull();
        }
    }

    @Test
    void anOlderCatalogIsBroughtUpToItsStorage() throws IOException, InterruptedException {
        String a;
        Listed listed;
        var data = folder.resolve("server/data/catalog.sqlite");
        var older = folder.resolve("older.db");
        try (var server = new WholeServer(folder.resolve("server"))) {
            a = server.storage("a");
            add(server, a, "later expunged", Domain.content(6, MIB));
        }
        Files.copy(data, older);
        try (var server = new WholeServer(folder.resolve("server"))) {
            var first = Listed.of(server, a).images().getFirst();
            server.deleteImage.apply(
                    server.admin, Optional.empty(), new ImageOperation.DeleteImage(first.uuid(), List.of()));
            server.run(ImageResult.Expunged.class, new ImageOperation.ExpungeImage(first.uuid(), List.of()));
            listed = fill(server, a);
            server.run(StorageResult.Reclaimed.class, new StorageOperation.ReclaimSpace(a, true));
        }
        for (var ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(data.resolveSibling("catalog.sqlite" + ending));
        }
        Files.copy(older, data);
        try (var server = new WholeServer(folder.resolve("server"))) {
            assertThat(server.registry.driver(a).check().writable()).isFalse();
            assertThatThrownBy(() -> add(server, a, "refused", Domain.content(8, MIB)))
                    .isNotNull();

            var adopted = server.run(StorageResult.Adopted.class, new StorageOperation.AdoptBackupStorage(a, null));
            assertThat(adopted.problems()).isEmpty();
            checkAll(server, a, listed);
            add(server, a, "new", Domain.content(9, MIB));
            server.run(StorageResult.Reclaimed.class, new StorageOperation.ReclaimSpace(a, true));
        }
    }

    @Test
    void aCopyOfTheCatalogReadsItsStoragesAndWritesToThemOnceTheyAreAdopted() throws IOException, InterruptedException {
        String a;
        Image image;
        var data = folder.resolve("server/data");
        var copy = folder.resolve("copy.sqlite");
        try (var server = new WholeServer(folder.resolve("server"))) {
            a = server.storage("a");
            image = add(server, a, "before", KEPT);
            CatalogCopy.make(data, copy);
            add(server, a, "after", DELETED);
            for (int i = 0; i < 5; i++) {
                server.registry.driver(a).putCatalogCopy(copy);
            }
            var fetched = folder.resolve("fetched.sqlite");
            assertThat(server.registry.driver(a).readCatalogCopy(fetched)).isTrue();
            assertThat(fetched).hasSameBinaryContentAs(copy);
            assertThat(files("server/a/catalog")).isEqualTo(3);
        }
        for (var ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(data.resolve("catalog.sqlite" + ending));
        }
        Files.copy(copy, data.resolve("catalog.sqlite"));
        try (var server = new WholeServer(folder.resolve("server"))) {
            assertThat(server.registry.driver(a).check().writable()).isFalse();
            assertThat(read(server, a, image.identity())).isEqualTo(KEPT);

            var adopted = server.run(StorageResult.Adopted.class, new StorageOperation.AdoptBackupStorage(a, null));
            assertThat(adopted.images()).isEqualTo(2);
            assertThat(Listed.of(server, a).images()).extracting(Image::name).contains("before", "after");
            add(server, a, "new", MIGRATED);
        }
    }

    private long files(String where) throws IOException {
        try (var found = Files.list(folder.resolve(where))) {
            return found.count();
        }
    }

    @Test
    void namesAreLostWithTheNotesAndNothingElse() throws IOException, InterruptedException {
        String a;
        Image image;
        try (var old = new WholeServer(folder.resolve("old"))) {
            a = old.storage("a");
            image = add(old, a, "named", KEPT);
        }
        try (var files = Files.walk(folder.resolve("old/a/notes"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        try (var fresh = new WholeServer(folder.resolve("new"), new UUID(7, 7))) {
            fresh.run(StorageResult.Adopted.class, adoption(folder.resolve("old/a")));
            var adopted = fresh.catalog.images().find(image.uuid()).orElseThrow();
            assertThat(adopted.name()).isEqualTo(image.uuid());
            assertThat(adopted.state()).isEqualTo(ImageState.ENABLED);
            assertThat(adopted.actualSizeBytes()).isEqualTo(image.actualSizeBytes());
            assertThat(read(fresh, a, adopted.identity())).isEqualTo(KEPT);
        }
    }
}
