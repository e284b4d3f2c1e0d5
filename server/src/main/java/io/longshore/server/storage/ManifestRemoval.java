package io.longshore.server.storage;

import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows on storages what the catalog has decided about manifests. Each call may fail or find its storage away: it says so in the log, returns false, and
 * the storage's {@link Reconciler} does the same later.
 */
public final class ManifestRemoval {
    private static final Logger log = LoggerFactory.getLogger(ManifestRemoval.class);

    private final StorageRegistry registry;
    private final InstantSource clock;

    public ManifestRemoval(StorageRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Removes a manifest and then its tombstones, for good. */
    public boolean remove(String backupStorageUuid, ManifestKey key) {
        return attempt(backupStorageUuid, key, storage -> {
            storage.deleteManifest(key);
            storage.removeTombstones(key);
        });
    }

    /** Marks a manifest as in the trash. */
    public boolean bury(String backupStorageUuid, ManifestKey key, String taskUuid, String reason) {
        var tombstone = new Tombstone(key, Uuids.parse(taskUuid), clock.instant(), reason);
        return attempt(backupStorageUuid, key, storage -> storage.putTombstone(tombstone));
    }

    /** Takes a manifest out of the trash. */
    public boolean unbury(String backupStorageUuid, ManifestKey key) {
        return attempt(backupStorageUuid, key, storage -> storage.removeTombstones(key));
    }

    /** What is done on a storage. */
    private interface Change {
        void on(StorageDriver storage) throws IOException;
    }

    private boolean attempt(String backupStorageUuid, ManifestKey key, Change change) {
        var storage = registry.find(backupStorageUuid);
        try {
            if (storage.isPresent()) {
                change.on(storage.get());
                return true;
            }
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("storage", backupStorageUuid)
                    .addKeyValue("manifest", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("left to the reconciler");
        }
        return false;
    }
}
