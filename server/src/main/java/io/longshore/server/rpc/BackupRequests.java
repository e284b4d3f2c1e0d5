package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Description;
import io.longshore.server.backup.BackupOperation.PruneBackups.Of;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.CreateVolumeBackupRequest;
import io.longshore.v1.PruneBackupsRequest;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.VolumeUpload;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What callers ask to be done with backups, as the domain's operations. */
final class BackupRequests {
    private BackupRequests() {}

    static BackupOperation.CreateVmBackup createVmBackup(CreateVmBackupRequest request) {
        var volumes = new ArrayList<Volume>();
        for (var volume : request.getVolumesList()) {
            volumes.add(volume(volume, request.getName(), request.getRequestId(), "-" + volumes.size()));
        }
        return new BackupOperation.CreateVmBackup(
                RequestIds.made(request.getGroupUuid(), request.getRequestId(), "group"),
                request.getName(),
                volumes,
                new Description(
                        request.hasDescription() ? request.getDescription() : null,
                        vmInstance(request.getVmInstanceUuid()),
                        BackupProtos.mode(request.getMode()),
                        request.hasMetadata() ? request.getMetadata() : null,
                        request.getSystemTagsList(),
                        request.getUserTagsList()));
    }

    static BackupOperation.CreateVolumeBackup createVolumeBackup(CreateVolumeBackupRequest request) {
        return new BackupOperation.CreateVolumeBackup(
                volume(request.getVolume(), request.getName(), request.getRequestId(), ""),
                new Description(
                        request.hasDescription() ? request.getDescription() : null,
                        vmInstance(request.getVmInstanceUuid()),
                        BackupProtos.mode(request.getMode()),
                        request.hasMetadata() ? request.getMetadata() : null,
                        request.getSystemTagsList(),
                        request.getUserTagsList()));
    }

    /** The sync, or its dry run. */
    static BackupOperation sync(SyncVmBackupRequest request) {
        var sync = syncVmBackup(request);
        return request.getDryRun() ? new BackupOperation.PlanSync(sync) : sync;
    }

    private static BackupOperation.SyncVmBackup syncVmBackup(SyncVmBackupRequest request) {
        return new BackupOperation.SyncVmBackup(
                Uuids.normalize(request.getGroupUuid()),
                Uuids.normalize(request.getSourceBackupStorageUuid()),
                Uuids.normalize(request.getDestinationBackupStorageUuid()),
                request.getSystemTagsList(),
                request.getUserTagsList());
    }

    /** The time zone is checked here, for no rule of the contract knows all of them. */
    static BackupOperation.PruneBackups prune(PruneBackupsRequest request) {
        var keep = PruneProtos.retention(request.getKeep());
        if (keep.keepsNothing()) {
            throw ConditionProtos.violation("keep", "no count is above 0 (expected: at least one)");
        }
        var of = switch (request.getOfCase()) {
            case VM_INSTANCE_UUID -> new Of.Machine(Uuids.normalize(request.getVmInstanceUuid()));
            case VOLUME_UUID -> new Of.Volume(Uuids.normalize(request.getVolumeUuid()));
            case OF_NOT_SET -> new Of.Everything();
        };
        var storage = Uuids.normalize(request.getBackupStorageUuid());
        return new BackupOperation.PruneBackups(
                storage, of, keep, timeZone(request.getTimeZone()), request.getDryRun());
    }

    private static String timeZone(String said) {
        try {
            return said.isEmpty() ? "UTC" : ZoneId.of(said).getId();
        } catch (DateTimeException _) {
            throw ConditionProtos.violation("time_zone", said + " (expected: such as Europe/Berlin)");
        }
    }

    private static Volume volume(VolumeUpload volume, String name, String requestId, String place) {
        return new Volume(
                RequestIds.made(volume.getUuid(), requestId, "backup" + place),
                Uuids.normalize(volume.getUploadUuid()),
                BackupProtos.type(volume.getType()),
                RequestIds.made(volume.getVolumeUuid(), requestId, "volume" + place),
                volume.getFormat(),
                Said.root(volume.getExpectedRoot()),
                volume.getName().isEmpty() ? name : volume.getName());
    }

    private static @Nullable String vmInstance(String uuid) {
        return uuid.isEmpty() ? null : Uuids.normalize(uuid);
    }
}
