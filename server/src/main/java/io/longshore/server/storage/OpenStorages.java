package io.longshore.server.storage;

import io.longshore.server.driver.StorageDriver;

/** The storages as drivers: for all that reads and writes on them. */
public interface OpenStorages {
    /** The driver of a storage, whatever its state; {@code STORAGE_NOT_FOUND}, {@code STORAGE_DISCONNECTED}. */
    StorageDriver driver(String backupStorageUuid);

    /** The driver of a storage that new work may use; {@code STORAGE_DISABLED} besides. */
    StorageDriver enabledDriver(String backupStorageUuid);

    /**
     * Reserves room for a task or an upload, in place of what it had reserved there before; {@code STORAGE_FULL} when it does not fit. {@link BackupStorages#reserve} makes it
     * smaller later and takes it away.
     */
    void reserve(String holderUuid, String backupStorageUuid, long bytes);
}
