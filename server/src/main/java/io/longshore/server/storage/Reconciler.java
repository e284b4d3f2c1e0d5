package io.longshore.server.storage;

import io.longshore.server.driver.DiskInUseException;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.failure.FailureException;
import io.longshore.server.storage.ManifestRows.Expunging;
import io.longshore.server.storage.ManifestRows.Kept;
import io.longshore.server.storage.ManifestRows.Trashed;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Tasks;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes on a storage what a crash cut off between the storage and the catalog. The catalog decides:
 *
 * <table>
 * <caption>What is found and what is done</caption>
 * <tr><th>row</th><th>storage</th><th>done</th></tr>
 * <tr><td>in use</td><td>a tombstone</td><td>the tombstone goes</td></tr>
 * <tr><td>in use, or in the trash</td><td>no manifest</td><td>nothing: an error is logged, a check tells it</td></tr>
 * <tr><td>in the trash</td><td>no tombstone</td><td>it gets one</td></tr>
 * <tr><td>being expunged</td><td>anything</td><td>manifest and tombstone go, then the row; where something outside needs the disk, the row is as before</td></tr>
 * <tr><td>none</td><td>a manifest that an ended task of this deployment published</td><td>it goes</td></tr>
 * <tr><td>none</td><td>a manifest of this deployment that a migration put in the trash</td><td>it goes: emptying the trash was cut off</td></tr>
 * <tr><td>none</td><td>any other manifest</td><td>nothing: its task lives, or nobody here knows it</td></tr>
 * <tr><td>none</td><td>a tombstone without a manifest</td><td>the tombstone goes</td></tr>
 * </table>
 *
 * <p>Tasks run meanwhile: the storage is listed before the rows are read, and a row is looked at again right before something is removed for want of it.
 */
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private final StorageRegistry registry;
    private final AllManifestRows rows;
    private final ManifestAuthor author;
    private final Tasks tasks;

    public Reconciler(StorageRegistry registry, AllManifestRows rows, ManifestAuthor author, Tasks tasks) {
        this.registry = registry;
        this.rows = rows;
        this.author = author;
        this.tasks = tasks;
    }

    /**
     * What was done.
     *
     * @param missing manifests that rows name and the storage does not have
     */
    public record Reconciled(
            int tombstonesPut, int tombstonesRemoved, int expunged, int orphansRemoved, List<ManifestKey> missing) {
        public Reconciled {
            missing = List.copyOf(missing);
        }

        /** Whether all was in order. */
        public boolean nothingToDo() {
            return tombstonesPut + tombstonesRemoved + expunged + orphansRemoved == 0 && missing.isEmpty();
        }
    }

    /** Compares a storage with the catalog and finishes either side. */
    public Reconciled reconcile(String backupStorageUuid) throws IOException {
        var storage = registry.driver(backupStorageUuid);
        var listed = new HashSet<ManifestKey>();
        for (var kind : ManifestKind.values()) {
            listed.addAll(storage.manifests(kind));
        }
        var tombstones = storage.tombstones();
        var done = new Run(backupStorageUuid, storage, listed, tombstones).finish();
        if (!done.nothingToDo()) {
            log.atInfo()
                    .addKeyValue("storage", backupStorageUuid)
                    .addKeyValue("done", done)
                    .log("storage reconciled");
        }
        return done;
    }

    /** One comparison. */
    private final class Run {
        private final String uuid;
        private final StorageDriver storage;
        private final Set<ManifestKey> listed;
        private final List<Tombstone> tombstones;
        private final Set<ManifestKey> buried;
        private final Set<ManifestKey> named = new HashSet<>();
        private final Set<ManifestKey> missing = new HashSet<>();
        private int tombstonesPut;
        private int tombstonesRemoved;
        private int expunged;
        private int orphansRemoved;

        Run(String uuid, StorageDriver storage, Set<ManifestKey> listed, List<Tombstone> tombstones) {
            this.uuid = uuid;
            this.storage = storage;
            this.listed = listed;
            this.tombstones = tombstones;
            this.buried = tombstones.stream().map(Tombstone::manifest).collect(Collectors.toSet());
        }

        Reconciled finish() throws IOException {
            for (var row : rows.on(uuid)) {
                named.add(row.key());
                follow(row);
            }
            for (var key : listed) {
                if (!named.contains(key)) {
                    removeIfOrphan(key);
                }
            }
            for (var tombstone : tombstones) {
                if (!listed.contains(tombstone.manifest()) && !named.contains(tombstone.manifest())) {
                    removeTombstones(tombstone.manifest());
                }
            }
            missing.forEach(key -> log.atError()
                    .addKeyValue("storage", uuid)
                    .addKeyValue("manifest", key)
                    .log("a manifest is missing"));
            return new Reconciled(tombstonesPut, tombstonesRemoved, expunged, orphansRemoved, List.copyOf(missing));
        }

        private void follow(ManifestRows.Row row) throws IOException {
            switch (row.standing()) {
                case Kept _ -> {
                    checkThere(row.key());
                    if (buried.contains(row.key())) {
                        removeTombstones(row.key());
                    }
                }
                case Trashed trashed -> {
                    checkThere(row.key());
                    if (!buried.contains(row.key()) && listed.contains(row.key())) {
                        storage.putTombstone(trashed.tombstone());
                        tombstonesPut++;
                    }
                }
                case Expunging _ -> expunge(row.key());
            }
        }

        /** A manifest that was published after the listing is there all the same. */
        private void checkThere(ManifestKey key) throws IOException {
            if (!listed.contains(key)
                    && storage.manifest(key).isEmpty()
                    && rows.standing(uuid, key).isPresent()) {
                missing.add(key);
            }
        }

        private void expunge(ManifestKey key) throws IOException {
            try {
                storage.deleteManifest(key);
            } catch (DiskInUseException e) {
                log.atWarn().addKeyValue("storage", uuid).log("not expunged: {}", e.getMessage());
                rows.keepExpunging(uuid, key); // it was accepted while nobody could ask the storage
                return;
            }
            storage.removeTombstones(key);
            rows.removeExpunged(uuid, key);
            expunged++;
        }

        private void removeIfOrphan(ManifestKey key) throws IOException {
            if (rows.standing(uuid, key).isPresent()) {
                return; // a group's, which is not among the rows, or one that is newer than they are
            }
            var manifest = storage.manifest(key);
            if (manifest.isEmpty() || !author.wrote(manifest.get()) || !settled(manifest.get())) {
                return;
            }
            if (rows.standing(uuid, key).isPresent()) {
                return; // its task has ended since the rows were read, and named it
            }
            try {
                storage.deleteManifest(key);
            } catch (DiskInUseException e) {
                log.atWarn().addKeyValue("storage", uuid).log("left where it is: {}", e.getMessage());
                return;
            }
            storage.removeTombstones(key);
            orphansRemoved++;
        }

        /** Whether no task can name the manifest any more. */
        private boolean settled(Manifest manifest) {
            boolean migrated = tombstones.stream()
                    .anyMatch(tombstone -> tombstone.manifest().equals(manifest.key())
                            && tombstone.reason().equals(TrashEntry.MIGRATED));
            return migrated || ended(Uuids.of(manifest.provenance().task()));
        }

        private void removeTombstones(ManifestKey key) throws IOException {
            boolean trashedSince =
                    rows.standing(uuid, key).filter(Trashed.class::isInstance).isPresent();
            if (!trashedSince && storage.removeTombstones(key)) {
                tombstonesRemoved++;
            }
        }
    }

    /** A task that nobody knows any more may be one that a restored catalog never knew: it is not taken for ended. */
    private boolean ended(String taskUuid) {
        try {
            return tasks.find(Caller.SERVER, taskUuid).state().terminal();
        } catch (FailureException e) {
            return false;
        }
    }
}
