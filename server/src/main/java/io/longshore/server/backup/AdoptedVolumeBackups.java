package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.Content;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.State;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.Manifest.MemberRole;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.storage.AdoptedRows;
import io.longshore.server.uuid.Uuids;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Volume backups that come back with their storage, and with them their groups. One that the catalog has keeps what is said of it there. */
public final class AdoptedVolumeBackups implements AdoptedRows {
    private static final String RAW = "raw";

    private final VolumeBackups backups;
    private final InstantSource clock;

    public AdoptedVolumeBackups(VolumeBackups backups, InstantSource clock) {
        this.backups = backups;
        this.clock = clock;
    }

    @Override
    public ManifestKind kind() {
        return ManifestKind.VOLUME_BACKUP;
    }

    @Override
    public Set<String> letGo(String backupStorageUuid) {
        var uuids = backups.refsOn(backupStorageUuid).stream()
                .map(VolumeBackupRef::volumeBackupUuid)
                .collect(Collectors.toSet());
        uuids.forEach(uuid -> backups.removeRef(uuid, backupStorageUuid));
        return uuids;
    }

    @Override
    public Optional<String> take(Found found) {
        if (found.tombstone().isPresent()) {
            return Optional.of("it has a tombstone (expected: none for a volume backup)");
        }
        if (found.disk().volume().isEmpty()) {
            return Optional.of("its manifest names no volume (expected: the one that was backed up)");
        }
        var existing = backups.find(found.uuid());
        if (existing.isEmpty()) {
            backups.insert(backup(found));
            return Optional.empty();
        }
        var backup = existing.get();
        boolean own = found.disk().content().equals(backup.identity());
        if (!own && !converted(found, backup)) {
            return Optional.of("another volume backup has its uuid: " + backup.identity() + " (expected: "
                    + found.disk().content() + ")");
        }
        if (backup.on(found.backupStorageUuid()).isPresent()) {
            return Optional.of("the volume backup has a newer manifest on this storage");
        }
        backups.putRef(ref(found, own ? null : content(found)));
        return Optional.empty();
    }

    /** Whether one of the two is a raw disk that was made of the other. */
    private static boolean converted(Found found, VolumeBackup backup) {
        return !found.disk().format().equals(backup.format())
                && (found.disk().format().equals(RAW) || backup.format().equals(RAW))
                && found.disk().volume().map(Uuids::of).equals(Optional.of(backup.volumeUuid()))
                && sizeBytes(found) == backup.sizeBytes();
    }

    private static long sizeBytes(Found found) {
        var disk = found.disk();
        return found.property(
                BackupNotes.SIZE_BYTES, disk.disk().orElse(disk.content()).lengthBytes());
    }

    private static Content content(Found found) {
        return new Content(found.disk().content(), found.disk().format(), actualSizeBytes(found));
    }

    private static long actualSizeBytes(Found found) {
        return found.property(BackupNotes.ACTUAL_SIZE_BYTES, found.actualSizeBytes());
    }

    private static VolumeBackupRef ref(Found found, @Nullable Content content) {
        var published = found.manifest().provenance().published();
        return new VolumeBackupRef(
                found.uuid(),
                found.backupStorageUuid(),
                found.installPath(),
                found.manifest().key().id(),
                Status.READY,
                content,
                published,
                published);
    }

    private VolumeBackup backup(Found found) {
        var disk = found.disk();
        var usual = found.role().orElse(MemberRole.ROOT) == MemberRole.ROOT ? VolumeType.ROOT : VolumeType.DATA;
        return new VolumeBackup(
                found.uuid(),
                found.accountUuid(),
                found.name(),
                found.description(),
                Uuids.of(disk.volume().orElseThrow()),
                found.property(BackupNotes.TYPE, VolumeType.class, usual),
                found.property(BackupNotes.STATE, State.class, State.ENABLED),
                Status.READY,
                sizeBytes(found),
                actualSizeBytes(found),
                disk.format(),
                found.property(BackupNotes.MODE, Mode.class, Mode.FULL),
                found.property(BackupNotes.METADATA),
                disk.group().map(Uuids::of).orElse(null),
                disk.vm().map(Uuids::of).orElse(null),
                disk.content(),
                List.of(ref(found, null)),
                found.tags("system:"),
                found.tags("user:"),
                found.created(BackupNotes.CREATE_TIME),
                clock.instant());
    }

    @Override
    public void settle(Set<String> uuids) {
        for (var uuid : uuids) {
            var backup = backups.find(uuid);
            if (backup.isPresent() && backup.get().backupStorageRefs().isEmpty()) {
                backups.delete(uuid);
            } else if (backup.isPresent()) {
                VolumeBackupManifests.settle(backups, uuid, clock);
            }
        }
    }
}
