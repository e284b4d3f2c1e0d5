package io.longshore.server.rpc;

import io.longshore.server.secret.SealedSecret;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.StorageCondition;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.task.Caller;
import java.util.List;
import java.util.function.Function;

/**
 * What is asked of storages, beside what tasks do with them.
 *
 * @param condition tells what is true of a storage now
 * @param seal encrypts a storage's password or key
 */
public record StorageCalls(
        Find<BackupStorage> find,
        FindPage<BackupStorage> list,
        Function<BackupStorage, StorageCondition> condition,
        FindTrash trash,
        Change<StorageOperation.UpdateBackupStorage> update,
        Change<StorageOperation.ChangeBackupStorageState> changeState,
        Function<String, SealedSecret> seal) {
    /** Finds the trash of a storage. */
    @FunctionalInterface
    public interface FindTrash {
        /** The entries of ids above {@code afterId}, oldest first, at most {@code limit}; {@code STORAGE_NOT_FOUND}. */
        List<TrashEntry> list(Caller caller, String backupStorageUuid, long afterId, int limit);
    }
}
