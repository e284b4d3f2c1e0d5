package io.longshore.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.backup.VmBackup;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.query.Condition;
import io.longshore.server.query.Condition.Operator;
import io.longshore.server.query.Query;
import io.longshore.server.storage.TrashEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredVolumeBackupsTest {
    @TempDir
    Path folder;

    private Catalog catalog;
    private final String storage = Samples.uuid("storage");

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(folder, new StoredTypes());
        catalog.backupStorages().insert(Samples.storage("a", storage));
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    private VolumeBackupRef ref(String backup, VolumeBackup.Status status) {
        return new VolumeBackupRef(
                Samples.uuid(backup), storage, "zstore://x", "manifest", status, Samples.NOW, Samples.NOW);
    }

    @Test
    void keepABackupWithAllThatIsSaidOfIt() {
        var backup = Samples.backup(
                "one", "group", VolumeBackup.VolumeType.DATA, List.of(ref("one", VolumeBackup.Status.READY)));

        catalog.volumeBackups().insert(backup);

        assertThat(catalog.volumeBackups().find(backup.uuid())).contains(backup);
        assertThat(catalog.volumeBackups().refsOn(storage)).isEqualTo(backup.backupStorageRefs());
    }

    @Test
    void keepWhatACopyWasConvertedTo() {
        var plain = ref("one", VolumeBackup.Status.READY);
        var raw = new VolumeBackupRef(
                plain.volumeBackupUuid(),
                storage,
                plain.installPath(),
                plain.manifestId(),
                plain.status(),
                new VolumeBackup.Content(DiskIdentity.ofZeros(64 << 20), "raw", 7),
                Samples.NOW,
                Samples.NOW);
        catalog.volumeBackups().insert(Samples.backup("one", "group", VolumeBackup.VolumeType.DATA, List.of(raw)));

        assertThat(catalog.volumeBackups().refsOn(storage)).containsExactly(raw);
        catalog.volumeBackups().putRef(plain);
        assertThat(catalog.volumeBackups().refsOn(storage)).containsExactly(plain);
    }

    @Test
    void replaceAReference() {
        var backup = Samples.backup("one", "group", VolumeBackup.VolumeType.DATA, List.of());
        catalog.volumeBackups().insert(backup);
        catalog.volumeBackups().putRef(ref("one", VolumeBackup.Status.CREATING));
        catalog.volumeBackups().putRef(ref("one", VolumeBackup.Status.READY));

        assertThat(catalog.volumeBackups().refsOn(storage)).containsExactly(ref("one", VolumeBackup.Status.READY));
        catalog.volumeBackups().removeRef(backup.uuid(), storage);
        assertThat(catalog.volumeBackups().find(backup.uuid())).contains(backup);
    }

    @Test
    void showAGroupWithItsRootVolumeFirst() {
        for (var name : List.of("b", "a", "root", "c")) {
            var type = name.equals("root") ? VolumeBackup.VolumeType.ROOT : VolumeBackup.VolumeType.DATA;
            catalog.volumeBackups().insert(Samples.backup(name, "group", type, List.of()));
        }

        assertThat(catalog.volumeBackups().group(Samples.uuid("group")))
                .extracting(VolumeBackup::name)
                .containsExactly("root", "b", "a", "c");
        assertThat(catalog.volumeBackups().group(Samples.uuid("other"))).isEmpty();
    }

    @Test
    void listGroups() {
        for (var group : List.of("x", "y", "z")) {
            for (var volume : List.of("1", "2")) {
                catalog.volumeBackups()
                        .insert(Samples.backup(group + volume, group, VolumeBackup.VolumeType.DATA, List.of()));
            }
        }
        catalog.volumeBackups().insert(Samples.backup("alone", null, VolumeBackup.VolumeType.DATA, List.of()));

        var all = catalog.volumeBackups().listGroups(Optional.empty(), new Query(List.of(), "name", 2, "", 0, true));
        var rest = catalog.volumeBackups()
                .listGroups(Optional.empty(), new Query(List.of(), "name", 2, all.nextPageToken(), 0, false));
        var named = new Condition("name", Operator.LIKE, List.of("y%"));

        assertThat(all.totalSize()).hasValue(3);
        assertThat(all.items()).extracting(VmBackup::groupUuid).containsExactly(Samples.uuid("x"), Samples.uuid("y"));
        assertThat(all.items().getFirst().volumeBackups()).hasSize(2);
        assertThat(rest.items()).extracting(VmBackup::groupUuid).containsExactly(Samples.uuid("z"));
        assertThat(catalog.volumeBackups()
                        .listGroups(Optional.empty(), new Query(List.of(named), "", 9, "", 0, false))
                        .items())
                .hasSize(1);
        assertThat(catalog.volumeBackups()
                        .list(
                                Optional.empty(),
                                new Query(
                                        List.of(new Condition("group_uuid", Operator.IS_NULL, List.of())),
                                        "",
                                        9,
                                        "",
                                        0,
                                        false))
                        .items())
                .extracting(VolumeBackup::name)
                .containsExactly("alone");
    }

    private TrashEntry unnumbered(TrashEntry any) {
        return new TrashEntry(
                0,
                storage,
                any.imageUuid(),
                any.imageName(),
                any.installPath(),
                any.manifestId(),
                any.sizeBytes(),
                any.taskUuid(),
                ColumnTypes.kept(any.createTime()));
    }

    @Test
    void keepTrashByAscendingNumbersThatNeverComeAgain() {
        var storages = catalog.backupStorages();
        var random = new RandomRecords(new Random(1));
        var entries = new ArrayList<TrashEntry>();
        for (int i = 0; i < 3; i++) {
            var any = (TrashEntry) random.of(TrashEntry.class);
            storages.insertTrash(unnumbered(any));
            entries.addAll(storages.trash(storage, i, 1));
        }
        storages.deleteTrash(3);
        storages.insertTrash(unnumbered(entries.getFirst()));

        assertThat(entries).extracting(TrashEntry::id).containsExactly(1L, 2L, 3L);
        assertThat(storages.findTrash(2)).contains(entries.get(1));
        assertThat(storages.findTrash(3)).isEmpty();
        assertThat(storages.trash(storage, 0, 10)).extracting(TrashEntry::id).containsExactly(1L, 2L, 4L);
    }
}
