package io.longshore.server.rpc;

import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.StorageCondition;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.task.Caller;
import java.util.List;

/** What is asked of storages, beside what tasks do with them. */
public interface StorageCalls {
    /** A storage; {@code STORAGE_NOT_FOUND}. */
    BackupStorage find(Caller caller, String uuid);

    /** A page of storages. */
    Page<BackupStorage> list(Caller caller, Query query);

    /** What is true of a storage now. */
    StorageCondition condition(BackupStorage storage);

    /** The trash of a storage, oldest first, of ids above {@code afterId}, at most {@code limit}; {@code STORAGE_NOT_FOUND}. */
    List<TrashEntry> trash(Caller caller, String backupStorageUuid, long afterId, int limit);

    Change<StorageOperation.CreateBackupStorage> create();

    Change<StorageOperation.ChangeBackupStorageState> changeState();

    Change<StorageOperation.DeleteBackupStorage> delete();
}
