package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.util.List;
import java.util.Optional;

/** Where volume backups are kept. Calls take part in the transaction that they are made in. */
public interface VolumeBackups {
    Optional<VolumeBackup> find(String uuid);

    /** A page of backups; {@code accountUuid} empty for those of all accounts. */
    Page<VolumeBackup> list(Optional<String> accountUuid, Query query);

    /** The backups of a group: the root volume's first, then the others in the order in which they were given. Empty when there is no such group. */
    List<VolumeBackup> group(String groupUuid);

    /** A page of groups. */
    Page<VmBackup> listGroups(Optional<String> accountUuid, Query query);

    /** Adds a backup with its references. */
    void insert(VolumeBackup backup);

    /** Writes all fields of a backup but its references. */
    void update(VolumeBackup backup);

    /** Adds or replaces the reference to a storage. */
    void putRef(VolumeBackupRef ref);

    void removeRef(String volumeBackupUuid, String backupStorageUuid);

    /** Removes a backup with its references. */
    void delete(String uuid);

    /** The references to a storage. */
    List<VolumeBackupRef> refsOn(String backupStorageUuid);
}
