package io.longshore.server.storage;

import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Operation;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked to be done with storages, as it was accepted. {@code longshore/v1/backup_storage_service.proto} says what each field means. */
public sealed interface StorageOperation extends Operation {
    /** The storage. */
    String backupStorageUuid();

    @Override
    default Set<Hold> holds() {
        return Set.of();
    }

    @Override
    default List<String> resources() {
        return List.of(backupStorageUuid());
    }

    /** Adds a storage. */
    record CreateBackupStorage(
            String backupStorageUuid,
            String name,
            @Nullable String description,
            Location location,
            OptionalLong capacityBytes,
            StorageOptions options,
            List<String> systemTags,
            List<String> userTags)
            implements StorageOperation {
        public CreateBackupStorage {
            options = Objects.requireNonNullElse(options, StorageOptions.USUAL); // of a task from before there were any
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }

        @Override
        public Set<Hold> holds() {
            return Set.of(new Hold(Hold.Kind.STORAGE, backupStorageUuid));
        }
    }

    /** Changes what is said of a storage, or how it is used; what is null stays. */
    record UpdateBackupStorage(
            String backupStorageUuid,
            @Nullable String name,
            @Nullable String description,
            @Nullable StorageOptions options)
            implements StorageOperation {}

    /** Asks a storage whether it answers. */
    record ReconnectBackupStorage(String backupStorageUuid) implements StorageOperation {
        @Override
        public boolean waitsForHealing() {
            return false;
        }
    }

    /** Enables or disables a storage. */
    record ChangeBackupStorageState(String backupStorageUuid, State state) implements StorageOperation {}

    /** Takes a storage out of the catalog. */
    record DeleteBackupStorage(String backupStorageUuid) implements StorageOperation {
        @Override
        public Set<Hold> holds() {
            return Set.of(new Hold(Hold.Kind.STORAGE, backupStorageUuid));
        }

        @Override
        public boolean cancelable() {
            return false;
        }
    }

    /**
     * Reads what describes a storage's content, and tells what is wrong.
     *
     * @param deep whether to try the storage's server, too
     */
    record CheckBackupStorage(String backupStorageUuid, boolean deep) implements StorageOperation {}

    /**
     * Reads all of a storage, and heals it.
     *
     * @param maxAgeMillis what was verified within this time before is left out
     * @param maxDurationMillis when to end at the latest
     * @param maxBytesPerSecond how fast to read at most
     * @param knownDamageOnly whether no pack is read: only what is known to be damaged or missing is looked for
     */
    record VerifyBackupStorage(
            String backupStorageUuid,
            OptionalLong maxAgeMillis,
            OptionalLong maxDurationMillis,
            OptionalLong maxBytesPerSecond,
            boolean knownDamageOnly)
            implements StorageOperation {}

    /**
     * Takes up a storage from its own files.
     *
     * @param backupStorageUuid the storage; with a place, what must lie there, or empty
     * @param place where it lies; null for one that is in the catalog
     */
    record AdoptBackupStorage(
            String backupStorageUuid, @Nullable NewPlace place) implements StorageOperation {
        @Override
        public Set<Hold> holds() {
            return backupStorageUuid.isEmpty() ? Set.of() : Set.of(new Hold(Hold.Kind.STORAGE, backupStorageUuid));
        }

        @Override
        public List<String> resources() {
            return backupStorageUuid.isEmpty() ? List.of() : List.of(backupStorageUuid);
        }
    }

    /** A storage that is to come into the catalog. */
    record NewPlace(
            String name,
            @Nullable String description,
            Location location,
            OptionalLong capacityBytes,
            List<String> systemTags,
            List<String> userTags) {
        public NewPlace {
            location = location instanceof Location.File(var path) ? new Location.File(path.normalize()) : location;
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }
    }

    /** Gives space back; {@code allowMoreThanHalf} says whether more than half of the storage may go. */
    record ReclaimSpace(String backupStorageUuid, boolean allowMoreThanHalf) implements StorageOperation {
        @Override
        public Set<Hold> holds() {
            return Set.of(new Hold(Hold.Kind.STORAGE, backupStorageUuid));
        }

        @Override
        public boolean makesRoom() {
            return true;
        }
    }

    /** Removes what migrations left; no ids stand for all of it. */
    record EmptyTrash(String backupStorageUuid, List<Long> trashIds) implements StorageOperation {
        public EmptyTrash {
            trashIds = List.copyOf(trashIds);
        }

        @Override
        public boolean cancelable() {
            return false;
        }

        @Override
        public boolean makesRoom() {
            return true;
        }
    }
}
