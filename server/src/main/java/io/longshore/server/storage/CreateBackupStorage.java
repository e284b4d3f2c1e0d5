package io.longshore.server.storage;

import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Adds a storage. Its files come before its row: a crash between leaves an empty storage with the uuid that was asked for, which the same request takes
 * up again.
 */
public final class CreateBackupStorage implements Work<StorageOperation.CreateBackupStorage> {
    private final BackupStorages storages;
    private final StorageDrivers drivers;
    private final StorageRegistry registry;
    private final StoragePlaces places;
    private final InstantSource clock;

    public CreateBackupStorage(
            BackupStorages storages,
            StorageDrivers drivers,
            StorageRegistry registry,
            StoragePlaces places,
            InstantSource clock) {
        this.storages = storages;
        this.drivers = drivers;
        this.registry = registry;
        this.places = places;
        this.clock = clock;
    }

    @Override
    public void accept(Caller caller, StorageOperation.CreateBackupStorage operation) {
        operation.options().check(operation.location());
        if (operation.location() instanceof Location.File(var path)) {
            places.check(path);
        }
        for (var other : storages.all()) {
            if (other.uuid().equals(operation.backupStorageUuid())) {
                throw exists("the uuid " + other.uuid(), other);
            }
            if (other.name().equals(operation.name())) {
                throw exists("the name " + other.name(), other);
            }
            if (normalized(operation.location()).overlaps(other.location())) {
                throw exists(other.location().words(), other);
            }
        }
    }

    @Override
    public Outcome run(StorageOperation.CreateBackupStorage operation, TaskContext context) {
        try {
            if (operation.location() instanceof Location.File(var path)) {
                checkReal(path);
            }
            if (registry.find(operation.backupStorageUuid()).isEmpty()) {
                registry.add(operation.backupStorageUuid(), create(operation));
            }
        } catch (IOException e) {
            throw unusable(operation.location(), e);
        }
        return Outcome.of(() -> {
            var storage = row(operation, context.caller());
            storages.insert(storage);
            return new StorageResult.Changed(storage);
        });
    }

    private void checkReal(Path path) throws IOException {
        places.checkReal(path);
        for (var other : storages.all()) {
            if (other.location() instanceof Location.File(var taken)
                    && StoragePlaces.overlap(StoragePlaces.real(path), StoragePlaces.real(taken))) {
                throw exists(other.location().words(), other);
            }
        }
    }

    private StorageDriver create(StorageOperation.CreateBackupStorage operation) throws IOException {
        return drivers.create(operation.backupStorageUuid(), normalized(operation.location()), operation.options());
    }

    private BackupStorage row(StorageOperation.CreateBackupStorage operation, Caller caller) {
        var now = clock.instant();
        return new BackupStorage(
                operation.backupStorageUuid(),
                caller.accountUuid(),
                operation.name(),
                operation.description(),
                State.ENABLED,
                normalized(operation.location()),
                operation.capacityBytes(),
                operation.options(),
                0,
                operation.systemTags(),
                operation.userTags(),
                now,
                now);
    }

    /** The empty storage stays where it is, without a row: another request for the same uuid can take it up. */
    @Override
    public void abandon(StorageOperation.CreateBackupStorage operation) {
        if (storages.find(operation.backupStorageUuid()).isEmpty()) {
            registry.remove(operation.backupStorageUuid());
        }
    }

    private static FailureException exists(String what, BackupStorage other) {
        return new FailureException(
                Reason.STORAGE_EXISTS,
                "backup storage " + other.name() + " (" + other.uuid() + ") has " + what + " already",
                Map.of("backupStorageUuid", other.uuid(), "name", other.name()));
    }

    private static FailureException unusable(Location location, IOException cause) {
        return new FailureException(
                Reason.STORAGE_LOCATION_UNUSABLE,
                location.words() + " can't be made a storage: " + cause.getMessage(),
                Map.of("location", location.words()),
                cause);
    }

    private static Location normalized(Location location) {
        return location instanceof Location.File(var path) ? new Location.File(path.normalize()) : location;
    }
}
