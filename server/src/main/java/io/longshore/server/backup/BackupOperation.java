package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Operation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be asked to be done with backups, as it was accepted. {@code longshore/v1/backup_service.proto} says what each field means. */
public sealed interface BackupOperation extends Operation {
    /**
     * One volume of what is backed up.
     *
     * @param format {@code qcow2} or {@code raw}; empty to find it out
     * @param expectedRoot the root that the content must have; null where none was given
     */
    record Volume(
            String volumeBackupUuid,
            String uploadUuid,
            VolumeType type,
            String volumeUuid,
            String format,
            @Nullable String expectedRoot,
            String name) {}

    /** What is said of backups by the one who makes them. */
    record Description(
            @Nullable String description,
            @Nullable String vmInstanceUuid,
            Mode mode,
            @Nullable String metadata,
            List<String> systemTags,
            List<String> userTags) {
        public Description {
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }
    }

    /** Makes a machine's backups of uploads, all at once. */
    record CreateVmBackup(String groupUuid, String name, List<Volume> volumes, Description said)
            implements BackupOperation {
        public CreateVmBackup {
            volumes = List.copyOf(volumes);
        }

        @Override
        public Set<Hold> holds() {
            var uploads = volumes.stream().map(volume -> new Hold(Hold.Kind.UPLOAD, volume.uploadUuid()));
            return Stream.concat(Stream.of(new Hold(Hold.Kind.GROUP, groupUuid)), uploads)
                    .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public List<String> resources() {
            var backups = volumes.stream().map(Volume::volumeBackupUuid);
            return Stream.concat(Stream.of(groupUuid), backups).toList();
        }
    }

    /** Makes a backup of one volume of an upload. */
    record CreateVolumeBackup(Volume volume, Description said) implements BackupOperation {
        @Override
        public Set<Hold> holds() {
            return Set.of(
                    new Hold(Hold.Kind.VOLUME_BACKUP, volume.volumeBackupUuid()),
                    new Hold(Hold.Kind.UPLOAD, volume.uploadUuid()));
        }

        @Override
        public List<String> resources() {
            return List.of(volume.volumeBackupUuid());
        }
    }

    /** Copies a machine's backups to another storage. */
    record SyncVmBackup(
            String groupUuid, String sourceUuid, String destinationUuid, List<String> systemTags, List<String> userTags)
            implements BackupOperation {
        public SyncVmBackup {
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }

        @Override
        public Set<Hold> holds() {
            return Set.of(new Hold(Hold.Kind.GROUP, groupUuid));
        }

        @Override
        public List<String> resources() {
            return List.of(groupUuid, sourceUuid, destinationUuid);
        }
    }

    /** Finds out what a sync would send, and no more: it needs nothing for itself. */
    record PlanSync(SyncVmBackup sync) implements BackupOperation {
        @Override
        public Set<Hold> holds() {
            return Set.of();
        }

        @Override
        public List<String> resources() {
            return sync.resources();
        }
    }

    /**
     * Removes from a storage the backups that a rule does not keep.
     *
     * @param timeZone whose days, weeks and months are meant
     * @param dryRun only tells
     */
    record PruneBackups(String backupStorageUuid, Of of, Retention keep, String timeZone, boolean dryRun)
            implements BackupOperation {
        /** Whose backups. */
        public sealed interface Of {
            /** Those of each machine and each volume, every one by itself. */
            record Everything() implements Of {}

            /** The groups of a machine. */
            record Machine(String vmInstanceUuid) implements Of {}

            /** The backups of a volume that belong to no group. */
            record Volume(String volumeUuid) implements Of {}
        }

        @Override
        public Set<Hold> holds() {
            return Set.of(); // each backup when its turn comes
        }

        @Override
        public List<String> resources() {
            return switch (of) {
                case Of.Everything() -> List.of(backupStorageUuid);
                case Of.Machine(var uuid) -> List.of(backupStorageUuid, uuid);
                case Of.Volume(var uuid) -> List.of(backupStorageUuid, uuid);
            };
        }

        @Override
        public boolean cancelable() {
            return dryRun;
        }

        @Override
        public boolean makesRoom() {
            return !dryRun;
        }
    }

    /**
     * Removes a backup for good, on the named storages or on all.
     *
     * @param groupUuid the backup's group, held so that a sync does not lose it on the way; null where it has none
     */
    record DeleteVolumeBackup(
            String volumeBackupUuid, @Nullable String groupUuid, List<String> backupStorageUuids)
            implements BackupOperation {
        public DeleteVolumeBackup {
            backupStorageUuids = List.copyOf(backupStorageUuids);
        }

        @Override
        public Set<Hold> holds() {
            var own = new Hold(Hold.Kind.VOLUME_BACKUP, volumeBackupUuid);
            return groupUuid == null ? Set.of(own) : Set.of(own, new Hold(Hold.Kind.GROUP, groupUuid));
        }

        @Override
        public List<String> resources() {
            return List.of(volumeBackupUuid);
        }

        @Override
        public boolean cancelable() {
            return false;
        }

        @Override
        public boolean makesRoom() {
            return true;
        }
    }
}
