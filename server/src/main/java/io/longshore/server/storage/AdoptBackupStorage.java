package io.longshore.server.storage;

import io.longshore.server.driver.Tombstone;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes up a storage from its own files. First it is made ours, by an owner's generation of its own; then all that describes its content is read; then rows are
 * made of it, in one transaction. A crash between leaves a storage that is ours and in no catalog, which the next attempt takes up again.
 *
 * <p>Here, and nowhere else, the storage decides: a catalog that has it already forgets first what it said to lie there.
 */
public final class AdoptBackupStorage implements Work<StorageOperation.AdoptBackupStorage> {
    private final BackupStorages storages;
    private final StorageDrivers drivers;
    private final StorageRegistry registry;
    private final StorageAccess access;
    private final StoragePlaces places;
    private final List<AdoptedRows> rows;
    private final InstantSource clock;

    public AdoptBackupStorage(
            BackupStorages storages,
            StorageDrivers drivers,
            StorageRegistry registry,
            StorageAccess access,
            StoragePlaces places,
            List<AdoptedRows> rows,
            InstantSource clock) {
        this.storages = storages;
        this.drivers = drivers;
        this.registry = registry;
        this.access = access;
        this.places = places;
        this.rows = List.copyOf(rows);
        this.clock = clock;
    }

    @Override
    public void accept(Caller caller, StorageOperation.AdoptBackupStorage operation) {
        var place = operation.place();
        if (place == null) {
            access.findOwn(caller, operation.backupStorageUuid());
            return;
        }
        if (place.location() instanceof Location.File(var path)) {
            places.check(path);
        }
        for (var other : storages.all()) {
            if (other.name().equals(place.name())) {
                throw exists("the name " + other.name(), other);
            }
            if (place.location().overlaps(other.location())) {
                throw exists(other.location().words(), other);
            }
        }
    }

    /** What writes to the storage counts on rows that are about to go. On one that is read-only nobody does: what is reserved there are uploads that wait. */
    private void checkIdle(BackupStorage storage) throws IOException {
        var open = registry.find(storage.uuid());
        if (storages.reserved(storage.uuid()) > 0
                && open.isPresent()
                && open.get().check().writable()) {
            throw new FailureException(
                    Reason.STORAGE_BUSY,
                    "a task writes to backup storage " + storage.name() + " (" + storage.uuid() + ")",
                    Map.of("backupStorageUuid", storage.uuid()));
        }
    }

    @Override
    public Outcome run(StorageOperation.AdoptBackupStorage operation, TaskContext context) throws InterruptedException {
        var place = operation.place();
        var row = place == null ? access.find(operation.backupStorageUuid()) : null;
        var location = row == null ? place(operation).location() : row.location();
        try {
            if (row != null) {
                checkIdle(row);
            }
            var options = row == null ? StorageOptions.USUAL : row.options();
            var uuid = row == null ? uuid(operation, location) : row.uuid();
            var adopted = adopt(uuid, location, options, row);
            var survey = new AdoptionSurvey(adopted.driver());
            try (var step = context.step("survey", OptionalLong.empty())) {
                survey.run();
                step.end();
            }
            return Outcome.of(() -> publish(operation, row, uuid, adopted.epoch(), survey, context.caller()));
        } catch (IOException e) {
            throw new FailureException(
                    Reason.STORAGE_LOCATION_UNUSABLE,
                    location.words() + " can't be adopted: " + e.getMessage(),
                    Map.of("location", location.words()),
                    e);
        }
    }

    /** A storage that is in the catalog is looked after again, whatever comes of it. */
    private StorageDrivers.Adopted adopt(
            String uuid, Location location, StorageOptions options, @Nullable BackupStorage row) throws IOException {
        registry.remove(uuid);
        try {
            var adopted = drivers.adopt(uuid, location, options);
            registry.add(uuid, adopted.driver());
            return adopted;
        } catch (IOException | RuntimeException e) {
            if (row != null) {
                registry.look(row);
            }
            throw e;
        }
    }

    private static StorageOperation.NewPlace place(StorageOperation.AdoptBackupStorage operation) {
        var place = operation.place();
        if (place == null) {
            throw new IllegalStateException("place: none (expected: one, for a storage that is not in the catalog)");
        }
        return place;
    }

    private String uuid(StorageOperation.AdoptBackupStorage operation, Location location) throws IOException {
        if (location instanceof Location.File(var path)) {
            places.checkReal(path);
        }
        var uuid = drivers.uuid(location, StorageOptions.USUAL);
        if (!operation.backupStorageUuid().isEmpty()
                && !operation.backupStorageUuid().equals(uuid)) {
            throw new IOException("storage: " + uuid + " (expected: " + operation.backupStorageUuid() + ")");
        }
        storages.find(uuid).ifPresent(other -> {
            throw exists("the uuid " + uuid, other);
        });
        return uuid;
    }

    private StorageResult.Adopted publish(
            StorageOperation.AdoptBackupStorage operation,
            @Nullable BackupStorage known,
            String uuid,
            long epoch,
            AdoptionSurvey survey,
            Caller caller) {
        var row = known == null ? row(place(operation), uuid, epoch, caller) : known;
        if (known == null) {
            storages.insert(row);
        } else {
            storages.adoptEpoch(uuid, epoch);
        }
        var letGo = new HashMap<AdoptedRows, Set<String>>();
        rows.forEach(part -> letGo.put(part, part.letGo(uuid)));
        storages.trash(uuid, 0, Integer.MAX_VALUE).forEach(entry -> storages.deleteTrash(entry.id()));
        var taken = new Taken(uuid, survey);
        survey.found(row, caller.accountUuid()).forEach(taken::take);
        letGo.forEach(AdoptedRows::settle);
        return new StorageResult.Adopted(
                storages.find(uuid).orElseThrow(),
                taken.images,
                taken.volumeBackups,
                survey.groups(),
                taken.trashEntries,
                survey.problems());
    }

    /** Counts what was taken up. */
    private final class Taken {
        private final String storageUuid;
        private final AdoptionSurvey survey;
        private long images;
        private long volumeBackups;
        private long trashEntries;

        Taken(String storageUuid, AdoptionSurvey survey) {
            this.storageUuid = storageUuid;
            this.survey = survey;
        }

        void take(AdoptedRows.Found found) {
            var tombstone = found.tombstone();
            var kind = found.manifest().key().kind();
            if (tombstone
                    .filter(grave -> grave.reason().equals(TrashEntry.MIGRATED))
                    .isPresent()) {
                storages.insertTrash(trashed(found, tombstone.get()));
                trashEntries++;
                return;
            }
            for (var part : rows) {
                if (part.kind() == kind) {
                    var refused = part.take(found);
                    refused.ifPresent(why -> survey.problem(found.manifest().key(), why));
                    if (refused.isEmpty()) {
                        count(found);
                    }
                }
            }
        }

        private void count(AdoptedRows.Found found) {
            switch (found.manifest().key().kind()) {
                case IMAGE -> images++;
                case VOLUME_BACKUP -> volumeBackups++;
                case VM_BACKUP -> throw new IllegalStateException("a group has no disk");
            }
        }

        private TrashEntry trashed(AdoptedRows.Found found, Tombstone tombstone) {
            return new TrashEntry(
                    0,
                    storageUuid,
                    found.uuid(),
                    found.name(),
                    found.installPath(),
                    found.manifest().key().id(),
                    found.property("actual-size-bytes", found.actualSizeBytes()),
                    Uuids.of(tombstone.task()),
                    tombstone.since());
        }
    }

    private BackupStorage row(StorageOperation.NewPlace place, String uuid, long epoch, Caller caller) {
        var now = clock.instant();
        return new BackupStorage(
                uuid,
                caller.accountUuid(),
                place.name(),
                place.description(),
                State.ENABLED,
                place.location(),
                place.capacityBytes(),
                StorageOptions.USUAL,
                epoch,
                place.systemTags(),
                place.userTags(),
                now,
                now);
    }

    /** What was taken over stays ours; one that is in the catalog is opened again as what it is. */
    @Override
    public void abandon(StorageOperation.AdoptBackupStorage operation) {}

    private static FailureException exists(String what, BackupStorage other) {
        return new FailureException(
                Reason.STORAGE_EXISTS,
                "backup storage " + other.name() + " (" + other.uuid() + ") has " + what + " already",
                Map.of("backupStorageUuid", other.uuid(), "name", other.name()));
    }
}
