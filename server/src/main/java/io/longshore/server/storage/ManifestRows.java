package io.longshore.server.storage;

import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.Tombstone;
import java.util.List;
import java.util.Optional;

/** What the catalog says of manifests on a storage. Images, backups and the trash each tell of theirs, so that storages need not know them. */
public interface ManifestRows {
    /** Each manifest on a storage that a row names. */
    List<Row> on(String backupStorageUuid);

    /** How a manifest stands now; empty where no row of these names it. */
    Optional<Standing> standing(String backupStorageUuid, ManifestKey key);

    /** Removes the row of a manifest that was expunged, in a transaction; one that is gone is gone. */
    void removeExpunged(String backupStorageUuid, ManifestKey key);

    /** Takes back that a manifest is being expunged, in a transaction: something outside needs it. Does nothing to one that is not. */
    void keepExpunging(String backupStorageUuid, ManifestKey key);

    /** A manifest that a row names. */
    record Row(ManifestKey key, Standing standing) {}

    /** What the catalog has decided about a manifest. */
    sealed interface Standing {}

    /** It is in use. */
    record Kept() implements Standing {}

    /**
     * It is in the trash.
     *
     * @param tombstone what the storage should say of it, where it says nothing yet
     */
    record Trashed(Tombstone tombstone) implements Standing {}

    /** It is being removed for good. */
    record Expunging() implements Standing {}
}
