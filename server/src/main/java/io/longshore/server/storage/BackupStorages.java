package io.longshore.server.storage;

import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.util.List;
import java.util.Optional;

/** Where backup storages are kept. Calls take part in the transaction that they are made in. */
public interface BackupStorages {
    Optional<BackupStorage> find(String uuid);

    List<BackupStorage> all();

    Page<BackupStorage> list(Query query);

    /** Adds a storage; {@code STORAGE_EXISTS} where its name, uuid or location is taken. */
    void insert(BackupStorage storage);

    /** Writes all fields but {@code epoch}. */
    void update(BackupStorage storage);

    void delete(String uuid);

    /** Takes over a storage's own epoch: of one that is adopted. No lease on it is left. */
    void adoptEpoch(String uuid, long epoch);

    /** What a running task or a live upload may still write to a storage at most, in bytes; 0 takes its entry away. */
    void reserve(String holderUuid, String backupStorageUuid, long bytes);

    /** The sum of what is reserved on a storage. */
    long reserved(String backupStorageUuid);

    /** Adds an entry to the trash: with {@code id} 0, the catalog gives one; with the id that it had, it is put back. */
    void insertTrash(TrashEntry entry);

    /** The trash of a storage, oldest first, of ids above {@code afterId}, at most {@code limit}. */
    List<TrashEntry> trash(String backupStorageUuid, long afterId, int limit);

    Optional<TrashEntry> findTrash(long id);

    void deleteTrash(long id);
}
