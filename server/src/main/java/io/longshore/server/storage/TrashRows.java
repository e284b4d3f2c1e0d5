package io.longshore.server.storage;

import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.uuid.Uuids;
import java.util.List;
import java.util.Optional;

/** The manifests that migrations left in the trash. */
public final class TrashRows implements ManifestRows {
    private final BackupStorages storages;

    public TrashRows(BackupStorages storages) {
        this.storages = storages;
    }

    @Override
    public List<Row> on(String backupStorageUuid) {
        return storages.trash(backupStorageUuid, 0, Integer.MAX_VALUE).stream()
                .map(entry -> new Row(key(entry), standing(entry)))
                .toList();
    }

    @Override
    public Optional<Standing> standing(String backupStorageUuid, ManifestKey key) {
        return on(backupStorageUuid).stream()
                .filter(row -> row.key().equals(key))
                .map(Row::standing)
                .findFirst();
    }

    /** Nothing: an entry of the trash goes before its manifest. */
    @Override
    public void removeExpunged(String backupStorageUuid, ManifestKey key) {}

    /** Nothing either. */
    @Override
    public void keepExpunging(String backupStorageUuid, ManifestKey key) {}

    /** The manifest that an entry is about. */
    static ManifestKey key(TrashEntry entry) {
        return new ManifestKey(ManifestKind.IMAGE, Uuids.parse(entry.imageUuid()), entry.manifestId());
    }

    private static Standing standing(TrashEntry entry) {
        return new Trashed(
                new Tombstone(key(entry), Uuids.parse(entry.taskUuid()), entry.createTime(), TrashEntry.MIGRATED));
    }
}
