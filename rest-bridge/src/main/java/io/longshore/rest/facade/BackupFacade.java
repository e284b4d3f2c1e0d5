package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.BackupApiServiceGrpc;
import io.longshore.rest.zstack.v1.DeleteVolumeBackupRequest;
import io.longshore.rest.zstack.v1.DeleteVolumeBackupResponse;
import io.longshore.rest.zstack.v1.VmBackupActionsRequest;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResponse;
import java.util.List;

/** The original's APIs that change volume backups and groups of them. */
final class BackupFacade {
    private final TaskAnswers answers;

    BackupFacade(TaskAnswers answers) {
        this.answers = answers;
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.job(BackupApiServiceGrpc.getDeleteVolumeBackupMethod(), BackupFacade::delete),
                FacadeMethod.job(BackupApiServiceGrpc.getVmBackupActionsMethod(), this::sync));
    }

    private static JobStart delete(DeleteVolumeBackupRequest request, JobCall call) {
        var delete = io.longshore.v1.DeleteVolumeBackupRequest.newBuilder()
                .setUuid(request.getUuid())
                .addAllBackupStorageUuids(Uuids.distinct(request.getBackupStorageUuidsList()))
                .setRequestId(call.requestId())
                .build();
        return call.unary(
                BackupServiceGrpc.getDeleteVolumeBackupMethod(),
                delete,
                _ -> DeleteVolumeBackupResponse.getDefaultInstance());
    }

    private JobStart sync(VmBackupActionsRequest request, JobCall call) {
        var group = request.getGroupUuid();
        if (!Uuids.wellFormed(group)) {
            throw ErrorCodes.RESOURCE_NOT_FOUND.refusal("No volume backups found with group uuid: " + group);
        }
        var storages = request.getSyncvmbackupfromimagestorebackupstorage();
        var sync = SyncVmBackupRequest.newBuilder()
                .setGroupUuid(group)
                .setSourceBackupStorageUuid(storages.getSrcBackupStorageUuid())
                .setDestinationBackupStorageUuid(storages.getDstBackupStorageUuid())
                .addAllSystemTags(request.getSystemTagsList())
                .addAllUserTags(request.getUserTagsList())
                .setRequestId(call.requestId())
                .setWatch(call.watch())
                .build();
        return call.stream(BackupServiceGrpc.getSyncVmBackupMethod(), sync, SyncVmBackupResponse::getEvent, answers);
    }
}
