package io.longshore.server.storage;

import io.longshore.server.task.Caller;
import java.util.List;

/** What migrations left, as it is listed: the contract's ListTrash. */
public final class Trash {
    private final BackupStorages storages;
    private final StorageAccess access;

    public Trash(BackupStorages storages, StorageAccess access) {
        this.storages = storages;
        this.access = access;
    }

    /** The trash of a storage, oldest first, of ids above {@code afterId}, at most {@code limit}; {@code STORAGE_NOT_FOUND}. */
    public List<TrashEntry> list(Caller caller, String backupStorageUuid, long afterId, int limit) {
        var storage = access.find(caller, backupStorageUuid);
        return storages.trash(storage.uuid(), afterId, limit);
    }
}
