package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.Content;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.content.StoredContent;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.task.Caller;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds volume backups and groups for those who may see them. Another account's are not found, so that nobody learns what others have. */
public final class VolumeBackupAccess implements StoredContent.Finder {
    private final VolumeBackups backups;

    public VolumeBackupAccess(VolumeBackups backups) {
        this.backups = backups;
    }

    /** A backup; {@code VOLUME_BACKUP_NOT_FOUND}. */
    public VolumeBackup find(Caller caller, String uuid) {
        return backups.find(uuid)
                .filter(backup -> caller.mayUse(backup.accountUuid()))
                .orElseThrow(() -> new FailureException(
                        Reason.VOLUME_BACKUP_NOT_FOUND,
                        "no volume backup has the uuid " + uuid,
                        Map.of("volumeBackupUuid", uuid)));
    }

    /** A page of the backups that the caller may see. */
    public Page<VolumeBackup> list(Caller caller, Query query) {
        return backups.list(caller.scope(), query);
    }

    /** The backups of a group, the root volume's first; {@code GROUP_NOT_FOUND} where one of them is not the caller's to see. */
    public List<VolumeBackup> group(Caller caller, String groupUuid) {
        var members = backups.group(groupUuid);
        if (members.isEmpty() || !members.stream().allMatch(backup -> caller.mayUse(backup.accountUuid()))) {
            throw new FailureException(
                    Reason.GROUP_NOT_FOUND,
                    "no volume backup is of the group " + groupUuid,
                    Map.of("groupUuid", groupUuid));
        }
        return members;
    }

    /** A page of the groups that the caller may see. */
    public Page<VmBackup> listGroups(Caller caller, Query query) {
        return backups.listGroups(caller.scope(), query);
    }

    @Override
    public StoredContent find(Caller caller, String uuid, Optional<String> backupStorageUuid) {
        var backup = find(caller, uuid);
        var refs = backupStorageUuid
                .map(storage -> List.of(backup.on(storage).orElseThrow(() -> notOn(backup, storage))))
                .orElse(backup.backupStorageRefs());
        var ready = refs.stream()
                .filter(ref -> ref.status() == Status.READY)
                .sorted(Comparator.comparing(
                        ref -> ref.content() != null)) // what was backed up before what was made of it
                .map(ref -> copy(backup, ref))
                .toList();
        if (ready.isEmpty()) {
            throw notReady(backup);
        }
        return new StoredContent(ready);
    }

    private static StoredContent.Copy copy(VolumeBackup backup, VolumeBackupRef ref) {
        var content = content(backup, ref);
        return new StoredContent.Copy(ref.backupStorageUuid(), content.identity(), content.format());
    }

    /** What the bytes of a backup are on the storage of one of its references. */
    public static Content content(VolumeBackup backup, VolumeBackupRef ref) {
        if (backup.identity() == null) {
            throw notReady(backup);
        }
        return backup.content(ref);
    }

    static FailureException notOn(VolumeBackup backup, String storageUuid) {
        return new FailureException(
                Reason.VOLUME_BACKUP_NOT_ON_STORAGE,
                "volume backup " + words(backup) + " does not lie on backup storage " + storageUuid,
                Map.of("volumeBackupUuid", backup.uuid(), "backupStorageUuid", storageUuid));
    }

    /** The backup is ready on no storage that would do. */
    public static FailureException notReady(VolumeBackup backup) {
        return new FailureException(
                Reason.VOLUME_BACKUP_NOT_READY,
                "volume backup " + words(backup) + " has the status " + backup.status()
                        + " (expected: READY on a storage that answers)",
                Map.of(
                        "volumeBackupUuid",
                        backup.uuid(),
                        "status",
                        backup.status().name()));
    }

    /** How a message names a backup. */
    static String words(VolumeBackup backup) {
        return backup.name() + " (" + backup.uuid() + ")";
    }
}
