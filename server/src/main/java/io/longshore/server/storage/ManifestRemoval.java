package io.longshore.server.storage;

import io.longshore.server.driver.DiskInUseException;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.failure.FailureException;
import io.longshore.server.transfer.TransferFailures;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

    /**
     * The same for what a caller asks to have removed: what is in use is refused.
     *
     * @throws FailureException {@code DISK_IN_USE}; the manifest is as it was
     */
    public boolean expunge(String backupStorageUuid, ManifestKey key) {
        return attempt(backupStorageUuid, key, storage -> {
            try {
                storage.deleteManifest(key);
            } catch (DiskInUseException e) {
                throw TransferFailures.failure(e, backupStorageUuid);
            }
            storage.removeTombstones(key);
        });
    }

    /** Why {@link #expunge} would be refused now; empty where it would not, or the storage is away and can't say. */
    public Optional<FailureException> refusal(String backupStorageUuid, ManifestKey key) {
        try {
            var storage = registry.find(backupStorageUuid);
            var users = storage.isPresent() ? storage.get().users(key) : List.<String>of();
            return users.isEmpty() ? Optional.empty() : Optional.of(inUse(backupStorageUuid, key, users));
        } catch (IOException e) {
            return Optional.empty(); // removing it will meet the same, and leave it to the reconciler
        }
    }

    private static FailureException inUse(String backupStorageUuid, ManifestKey key, List<String> users) {
        var disk = (key.kind() == ManifestKind.IMAGE ? "image " : "backup ") + Uuids.of(key.uuid());
        return TransferFailures.failure(new DiskInUseException(disk, users), backupStorageUuid);
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
        } catch (FailureException e) {
            throw e;
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
