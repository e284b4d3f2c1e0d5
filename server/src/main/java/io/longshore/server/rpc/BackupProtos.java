package io.longshore.server.rpc;

import io.longshore.server.backup.BackupResult;
import io.longshore.server.backup.VmBackup;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.State;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.v1.BackupMode;
import io.longshore.v1.CreateVmBackupResult;
import io.longshore.v1.CreateVolumeBackupResult;
import io.longshore.v1.DeleteVolumeBackupResult;
import io.longshore.v1.SyncVmBackupResult;
import io.longshore.v1.VolumeBackupState;
import io.longshore.v1.VolumeBackupStatus;
import io.longshore.v1.VolumeBackupStorageRef;

/** Backups and what their operations give, to and from the wire. */
final class BackupProtos {
    private BackupProtos() {}

    static io.longshore.v1.VolumeBackup volumeBackup(VolumeBackup backup) {
        var proto = io.longshore.v1.VolumeBackup.newBuilder()
                .setUuid(backup.uuid())
                .setAccountUuid(backup.accountUuid())
                .setName(backup.name())
                .setVolumeUuid(backup.volumeUuid())
                .setType(type(backup.type()))
                .setState(state(backup.state()))
                .setStatus(status(backup.status()))
                .setSizeBytes(backup.sizeBytes())
                .setActualSizeBytes(backup.actualSizeBytes())
                .setFormat(backup.format())
                .setMode(mode(backup.mode()))
                .addAllSystemTags(backup.systemTags())
                .addAllUserTags(backup.userTags())
                .setCreateTime(TimeProtos.timestamp(backup.createTime()))
                .setUpdateTime(TimeProtos.timestamp(backup.updateTime()));
        backup.backupStorageRefs().forEach(ref -> proto.addBackupStorageRefs(ref(backup, ref)));
        putSaid(proto, backup);
        return proto.build();
    }

    /** The fields that may be absent. */
    private static void putSaid(io.longshore.v1.VolumeBackup.Builder proto, VolumeBackup backup) {
        if (backup.description() != null) {
            proto.setDescription(backup.description());
        }
        if (backup.metadata() != null) {
            proto.setMetadata(backup.metadata());
        }
        if (backup.groupUuid() != null) {
            proto.setGroupUuid(backup.groupUuid());
        }
        if (backup.vmInstanceUuid() != null) {
            proto.setVmInstanceUuid(backup.vmInstanceUuid());
        }
        if (backup.identity() != null) {
            proto.setIdentity(ReceiptProtos.identity(backup.identity()));
        }
    }

    private static VolumeBackupStorageRef ref(VolumeBackup backup, VolumeBackupRef ref) {
        var proto = VolumeBackupStorageRef.newBuilder()
                .setVolumeBackupUuid(ref.volumeBackupUuid())
                .setBackupStorageUuid(ref.backupStorageUuid())
                .setInstallPath(ref.installPath())
                .setStatus(status(ref.status()))
                .setCreateTime(TimeProtos.timestamp(ref.createTime()))
                .setUpdateTime(TimeProtos.timestamp(ref.updateTime()));
        if (backup.identity() != null) {
            var content = backup.content(ref);
            proto.setFormat(content.format()).setIdentity(ReceiptProtos.identity(content.identity()));
        }
        return proto.build();
    }

    static io.longshore.v1.VmBackup vmBackup(VmBackup backup) {
        var proto = io.longshore.v1.VmBackup.newBuilder()
                .setGroupUuid(backup.groupUuid())
                .setName(backup.name())
                .setSizeBytes(backup.volumeBackups().stream()
                        .mapToLong(VolumeBackup::sizeBytes)
                        .sum())
                .setCreateTime(TimeProtos.timestamp(backup.createTime()));
        backup.volumeBackups().forEach(volume -> proto.addVolumeBackups(volumeBackup(volume)));
        if (backup.vmInstanceUuid() != null) {
            proto.setVmInstanceUuid(backup.vmInstanceUuid());
        }
        return proto.build();
    }

    static CreateVmBackupResult createVmBackupResult(BackupResult.VmBackedUp result) {
        return CreateVmBackupResult.newBuilder()
                .setVmBackup(vmBackup(result.vmBackup()))
                .addAllReceipts(
                        result.receipts().stream().map(ReceiptProtos::receipt).toList())
                .build();
    }

    static CreateVolumeBackupResult createVolumeBackupResult(BackupResult.VolumeBackedUp result) {
        return CreateVolumeBackupResult.newBuilder()
                .setVolumeBackup(volumeBackup(result.volumeBackup()))
                .setReceipt(ReceiptProtos.receipt(result.receipt()))
                .build();
    }

    static SyncVmBackupResult syncPlanned(BackupResult.SyncPlanned result) {
        var proto = SyncVmBackupResult.newBuilder().setVmBackup(vmBackup(result.vmBackup()));
        result.plans().forEach(plan -> proto.addPlans(ReceiptProtos.plan(plan)));
        return proto.build();
    }

    static SyncVmBackupResult syncVmBackupResult(BackupResult.Synced result) {
        return SyncVmBackupResult.newBuilder()
                .setVmBackup(vmBackup(result.vmBackup()))
                .addAllReceipts(
                        result.receipts().stream().map(ReceiptProtos::receipt).toList())
                .addAllNotIncludedUuids(result.notIncludedUuids())
                .build();
    }

    static DeleteVolumeBackupResult deleteVolumeBackupResult(BackupResult.Deleted result) {
        var proto = DeleteVolumeBackupResult.newBuilder();
        if (result.volumeBackup() != null) {
            proto.setVolumeBackup(volumeBackup(result.volumeBackup()));
        }
        return proto.build();
    }

    static io.longshore.v1.VolumeType type(VolumeType type) {
        return switch (type) {
            case ROOT -> io.longshore.v1.VolumeType.VOLUME_TYPE_ROOT;
            case DATA -> io.longshore.v1.VolumeType.VOLUME_TYPE_DATA;
        };
    }

    static VolumeType type(io.longshore.v1.VolumeType type) {
        return switch (type) {
            case VOLUME_TYPE_ROOT -> VolumeType.ROOT;
            case VOLUME_TYPE_DATA -> VolumeType.DATA;
            case VOLUME_TYPE_UNSPECIFIED, UNRECOGNIZED -> throw ConditionProtos.unset("type", type.name());
        };
    }

    private static VolumeBackupState state(State state) {
        return switch (state) {
            case ENABLED -> VolumeBackupState.VOLUME_BACKUP_STATE_ENABLED;
            case DISABLED -> VolumeBackupState.VOLUME_BACKUP_STATE_DISABLED;
        };
    }

    private static VolumeBackupStatus status(Status status) {
        return switch (status) {
            case CREATING -> VolumeBackupStatus.VOLUME_BACKUP_STATUS_CREATING;
            case READY -> VolumeBackupStatus.VOLUME_BACKUP_STATUS_READY;
            case ERROR -> VolumeBackupStatus.VOLUME_BACKUP_STATUS_ERROR;
            case EXPUNGING -> VolumeBackupStatus.VOLUME_BACKUP_STATUS_EXPUNGING;
        };
    }

    static BackupMode mode(Mode mode) {
        return switch (mode) {
            case FULL -> BackupMode.BACKUP_MODE_FULL;
            case INCREMENTAL -> BackupMode.BACKUP_MODE_INCREMENTAL;
        };
    }

    static Mode mode(BackupMode mode) {
        return switch (mode) {
            case BACKUP_MODE_FULL, BACKUP_MODE_UNSPECIFIED -> Mode.FULL;
            case BACKUP_MODE_INCREMENTAL -> Mode.INCREMENTAL;
            case UNRECOGNIZED -> throw ConditionProtos.unset("mode", mode.name());
        };
    }
}
