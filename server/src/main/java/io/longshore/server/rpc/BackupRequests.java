package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Description;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.CreateVolumeBackupRequest;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.VolumeUpload;
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

    static BackupOperation.SyncVmBackup syncVmBackup(SyncVmBackupRequest request) {
        return new BackupOperation.SyncVmBackup(
                Uuids.normalize(request.getGroupUuid()),
                Uuids.normalize(request.getSourceBackupStorageUuid()),
                Uuids.normalize(request.getDestinationBackupStorageUuid()),
                request.getSystemTagsList(),
                request.getUserTagsList());
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
