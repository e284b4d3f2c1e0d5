package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.storage.ManifestRows;
import io.longshore.server.task.Transactions;
import io.longshore.server.uuid.Uuids;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the volume backups' rows say of manifests. Groups have no row of their own: theirs is in use while a backup of the group lies on the storage. */
public final class VolumeBackupManifests implements ManifestRows {
    private final VolumeBackups backups;
    private final Transactions transactions;
    private final InstantSource clock;

    public VolumeBackupManifests(VolumeBackups backups, Transactions transactions, InstantSource clock) {
        this.backups = backups;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The manifest that a reference names. */
    static ManifestKey key(VolumeBackupRef ref) {
        return new ManifestKey(ManifestKind.VOLUME_BACKUP, Uuids.parse(ref.volumeBackupUuid()), ref.manifestId());
    }

    @Override
    public List<Row> on(String backupStorageUuid) {
        return backups.refsOn(backupStorageUuid).stream()
                .filter(ref -> !ref.manifestId().isEmpty())
                .map(ref -> new Row(key(ref), standing(ref)))
                .toList();
    }

    @Override
    public Optional<Standing> standing(String backupStorageUuid, ManifestKey key) {
        var uuid = Uuids.of(key.uuid());
        return switch (key.kind()) {
            case IMAGE -> Optional.empty();
            case VOLUME_BACKUP ->
                backups.find(uuid)
                        .flatMap(backup -> backup.on(backupStorageUuid))
                        .filter(ref -> ref.manifestId().equals(key.id()))
                        .map(VolumeBackupManifests::standing);
            case VM_BACKUP -> groupOn(uuid, backupStorageUuid) ? Optional.of(new Kept()) : Optional.empty();
        };
    }

    /** Whether any backup of a group lies on a storage. */
    private boolean groupOn(String groupUuid, String backupStorageUuid) {
        return backups.group(groupUuid).stream()
                .anyMatch(backup -> backup.on(backupStorageUuid).isPresent());
    }

    private static Standing standing(VolumeBackupRef ref) {
        return switch (ref.status()) {
            case CREATING, READY, ERROR -> new Kept();
            case EXPUNGING -> new Expunging();
        };
    }

    @Override
    public void removeExpunged(String backupStorageUuid, ManifestKey key) {
        if (key.kind() == ManifestKind.VOLUME_BACKUP) {
            transactions.write(() -> removeExpunged(backups, backupStorageUuid, key, clock));
        }
    }

    @Override
    public void keepExpunging(String backupStorageUuid, ManifestKey key) {
        if (key.kind() == ManifestKind.VOLUME_BACKUP) {
            transactions.write(() -> keepExpunging(backups, backupStorageUuid, key, clock));
        }
    }

    /** Has a reference that is expunging ready again. In a transaction. */
    static void keepExpunging(VolumeBackups backups, String backupStorageUuid, ManifestKey key, InstantSource clock) {
        expunging(backups, backupStorageUuid, key).ifPresent(ref -> {
            backups.putRef(ref.withStatus(Status.READY, clock.instant()));
            settle(backups, ref.volumeBackupUuid(), clock);
        });
    }

    private static Optional<VolumeBackupRef> expunging(
            VolumeBackups backups, String backupStorageUuid, ManifestKey key) {
        return backups.find(Uuids.of(key.uuid()))
                .flatMap(backup -> backup.on(backupStorageUuid))
                .filter(ref -> ref.manifestId().equals(key.id()) && ref.status() == Status.EXPUNGING);
    }

    /** Removes a reference whose bits are gone, and with the last one its backup. In a transaction. */
    static void removeExpunged(VolumeBackups backups, String backupStorageUuid, ManifestKey key, InstantSource clock) {
        if (expunging(backups, backupStorageUuid, key).isEmpty()) {
            return;
        }
        var backup = backups.find(Uuids.of(key.uuid())).orElseThrow();
        backups.removeRef(backup.uuid(), backupStorageUuid);
        if (backup.backupStorageRefs().size() == 1) {
            backups.delete(backup.uuid());
        } else {
            settle(backups, backup.uuid(), clock);
        }
    }

    /** Gives a backup the status that its references make: usable anywhere is usable. What only its copies were converted to it is from then on. */
    static void settle(VolumeBackups backups, String uuid, InstantSource clock) {
        var backup = backups.find(uuid).orElseThrow();
        var statuses =
                backup.backupStorageRefs().stream().map(VolumeBackupRef::status).toList();
        var overall = statuses.contains(Status.READY)
                ? Status.READY
                : statuses.contains(Status.EXPUNGING) ? Status.EXPUNGING : Status.ERROR;
        var now = clock.instant();
        backups.update(backup.asItLies(now).changed(overall, List.of(), List.of(), now));
    }
}
