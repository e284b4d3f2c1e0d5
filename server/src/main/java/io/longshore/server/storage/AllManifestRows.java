package io.longshore.server.storage;

import io.longshore.server.driver.ManifestKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What all parts of the catalog together say of manifests on a storage. No two of them name the same one. */
public final class AllManifestRows implements ManifestRows {
    private final List<ManifestRows> parts;

    public AllManifestRows(List<ManifestRows> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public List<Row> on(String backupStorageUuid) {
        return parts.stream()
                .flatMap(rows -> rows.on(backupStorageUuid).stream())
                .toList();
    }

    @Override
    public Optional<Standing> standing(String backupStorageUuid, ManifestKey key) {
        return parts.stream()
                .flatMap(rows -> rows.standing(backupStorageUuid, key).stream())
                .findFirst();
    }

    @Override
    public void removeExpunged(String backupStorageUuid, ManifestKey key) {
        parts.forEach(rows -> rows.removeExpunged(backupStorageUuid, key));
    }

    @Override
    public void keepExpunging(String backupStorageUuid, ManifestKey key) {
        parts.forEach(rows -> rows.keepExpunging(backupStorageUuid, key));
    }

    /** The manifests that must be there: all but those that are being removed. */
    public Set<ManifestKey> mustExist(String backupStorageUuid) {
        return on(backupStorageUuid).stream()
                .filter(row -> !(row.standing() instanceof Expunging))
                .map(Row::key)
                .collect(Collectors.toUnmodifiableSet());
    }
}
