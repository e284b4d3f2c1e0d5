package io.longshore.server.storage;

import io.longshore.server.driver.promise.Promise;
import io.longshore.server.task.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operations on storages give. A storage comes as it was added; its condition is looked up when it is shown. */
public sealed interface StorageResult extends Result {
    /** Of those that change it at once; null after its deletion. */
    record Changed(@Nullable BackupStorage backupStorage) implements StorageResult {}

    /** Of CheckBackupStorage. */
    record Checked(
            BackupStorage backupStorage,
            long manifests,
            long packs,
            long readBytes,
            List<StorageProblem> problems,
            List<String> limits,
            List<Promise> promises)
            implements StorageResult {
        public Checked {
            problems = List.copyOf(problems);
            limits = List.copyOf(limits);
            promises = List.copyOf(promises);
        }
    }

    /**
     * Of VerifyBackupStorage.
     *
     * @param badRecords blocks and nodes that were damaged or missing, those that were healed among them
     * @param problems what is still wrong, as far as it is listed
     * @param problemCount how many there are in all
     */
    record Verified(
            BackupStorage backupStorage,
            long manifests,
            long packs,
            long skippedPacks,
            long remainingPacks,
            long blocks,
            long nodes,
            long readBytes,
            long badRecords,
            long healedRecords,
            List<StorageProblem> problems,
            long problemCount)
            implements StorageResult {
        public Verified {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Of AdoptBackupStorage.
     *
     * @param problems what could not be taken up
     */
    record Adopted(
            BackupStorage backupStorage,
            long images,
            long volumeBackups,
            long vmBackups,
            long trashEntries,
            List<StorageProblem> problems)
            implements StorageResult {
        public Adopted {
            problems = List.copyOf(problems);
        }
    }

    /** Of ReclaimSpace. */
    record Reclaimed(BackupStorage backupStorage, long freedBytes, long removedPacks, long rewrittenBytes)
            implements StorageResult {}

    /** Of EmptyTrash. */
    record TrashEmptied(List<TrashEntry> entries) implements StorageResult {
        public TrashEmptied {
            entries = List.copyOf(entries);
        }
    }

    /** Something wrong on a storage: where, what, and which images and backups it hurts. */
    record StorageProblem(String path, String details, List<String> resourceUuids) {
        public StorageProblem {
            resourceUuids = List.copyOf(resourceUuids);
        }
    }
}
