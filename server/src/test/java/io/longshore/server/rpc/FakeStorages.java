package io.longshore.server.rpc;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.StorageCondition;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.task.Caller;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** No storages at all. */
final class FakeStorages implements StorageCalls {
    @Override
    public BackupStorage find(Caller caller, String uuid) {
        throw new FailureException(
                Reason.STORAGE_NOT_FOUND, "storage " + uuid + " is not there", Map.of("backupStorageUuid", uuid));
    }

    @Override
    public Page<BackupStorage> list(Caller caller, Query query) {
        return new Page<>(List.of(), "", OptionalLong.empty());
    }

    @Override
    public StorageCondition condition(BackupStorage storage) {
        return new StorageCondition(true, "", "", 0, 0, 0, 0, 0);
    }

    @Override
    public List<TrashEntry> trash(Caller caller, String backupStorageUuid, long afterId, int limit) {
        return List.of();
    }

    @Override
    public Change<StorageOperation.CreateBackupStorage> create() {
        throw new AssertionError("not expected");
    }

    @Override
    public Change<StorageOperation.ChangeBackupStorageState> changeState() {
        throw new AssertionError("not expected");
    }

    @Override
    public Change<StorageOperation.DeleteBackupStorage> delete() {
        throw new AssertionError("not expected");
    }
}
