package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.v1.CreateVmBackupOperation;
import io.longshore.v1.CreateVolumeBackupOperation;
import io.longshore.v1.DeleteVolumeBackupOperation;
import io.longshore.v1.SyncVmBackupOperation;
import io.longshore.v1.Task;
import io.longshore.v1.VmBackupVolume;

/** What was asked to be done with backups, as a task on the wire carries it: every field of the request. */
final class BackupOperationProtos {
    private BackupOperationProtos() {}

    static void put(Task.Builder task, BackupOperation operation) {
        switch (operation) {
            case BackupOperation.CreateVmBackup create -> task.setCreateVmBackup(createVmBackup(create));
            case BackupOperation.CreateVolumeBackup create -> task.setCreateVolumeBackup(createVolumeBackup(create));
            case BackupOperation.SyncVmBackup sync -> task.setSyncVmBackup(syncVmBackup(sync));
            case BackupOperation.PlanSync plan ->
                task.setSyncVmBackup(syncVmBackup(plan.sync()).setDryRun(true));
            case BackupOperation.PruneBackups prune -> task.setPruneBackups(PruneProtos.operation(prune));
            case BackupOperation.DeleteVolumeBackup delete ->
                task.setDeleteVolumeBackup(DeleteVolumeBackupOperation.newBuilder()
                        .setVolumeBackupUuid(delete.volumeBackupUuid())
                        .addAllBackupStorageUuids(delete.backupStorageUuids()));
        }
    }

    private static CreateVmBackupOperation.Builder createVmBackup(BackupOperation.CreateVmBackup operation) {
        var said = operation.said();
        var proto = CreateVmBackupOperation.newBuilder()
                .setGroupUuid(operation.groupUuid())
                .setName(operation.name())
                .setMode(BackupProtos.mode(said.mode()))
                .addAllSystemTags(said.systemTags())
                .addAllUserTags(said.userTags());
        for (var volume : operation.volumes()) {
            proto.addUploadUuids(volume.uploadUuid()).addVolumes(volume(volume));
        }
        Said.put(said.description(), proto::setDescription);
        Said.put(said.vmInstanceUuid(), proto::setVmInstanceUuid);
        Said.put(said.metadata(), proto::setMetadata);
        return proto;
    }

    private static SyncVmBackupOperation.Builder syncVmBackup(BackupOperation.SyncVmBackup operation) {
        return SyncVmBackupOperation.newBuilder()
                .setGroupUuid(operation.groupUuid())
                .setSourceBackupStorageUuid(operation.sourceUuid())
                .setDestinationBackupStorageUuid(operation.destinationUuid())
                .addAllSystemTags(operation.systemTags())
                .addAllUserTags(operation.userTags());
    }

    private static VmBackupVolume volume(Volume volume) {
        var proto = VmBackupVolume.newBuilder()
                .setUploadUuid(volume.uploadUuid())
                .setVolumeBackupUuid(volume.volumeBackupUuid())
                .setVolumeUuid(volume.volumeUuid())
                .setType(BackupProtos.type(volume.type()))
                .setFormat(volume.format())
                .setName(volume.name());
        Said.put(volume.expectedRoot(), proto::setExpectedRoot);
        return proto.build();
    }

    private static CreateVolumeBackupOperation.Builder createVolumeBackup(
            BackupOperation.CreateVolumeBackup operation) {
        var volume = operation.volume();
        var said = operation.said();
        var proto = CreateVolumeBackupOperation.newBuilder()
                .setUploadUuid(volume.uploadUuid())
                .setVolumeBackupUuid(volume.volumeBackupUuid())
                .setVolumeUuid(volume.volumeUuid())
                .setType(BackupProtos.type(volume.type()))
                .setFormat(volume.format())
                .setName(volume.name())
                .setMode(BackupProtos.mode(said.mode()))
                .addAllSystemTags(said.systemTags())
                .addAllUserTags(said.userTags());
        Said.put(volume.expectedRoot(), proto::setExpectedRoot);
        Said.put(said.description(), proto::setDescription);
        Said.put(said.vmInstanceUuid(), proto::setVmInstanceUuid);
        Said.put(said.metadata(), proto::setMetadata);
        return proto;
    }
}
