package io.longshore.rest.facade;

import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.BackupStorageActionsRequest;
import io.longshore.rest.zstack.v1.BackupStorageApiServiceGrpc;
import io.longshore.rest.zstack.v1.DeleteBackupStorageRequest;
import io.longshore.rest.zstack.v1.DeleteBackupStorageResponse;
import io.longshore.rest.zstack.v1.GetBackupStorageCapacityRequest;
import io.longshore.rest.zstack.v1.GetBackupStorageCapacityResponse;
import io.longshore.rest.zstack.v1.GetBackupStorageTypesRequest;
import io.longshore.rest.zstack.v1.GetBackupStorageTypesResponse;
import io.longshore.rest.zstack.v1.ImageStoreBackupStorageActionsRequest;
import io.longshore.rest.zstack.v1.SftpBackupStorageActionsRequest;
import io.longshore.rest.zstack.v1.UpdateBackupStorageParams;
import io.longshore.rest.zstack.v1.UpdateHostBackupStorageParams;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResponse;
import io.longshore.v1.ReconnectBackupStorageRequest;
import io.longshore.v1.UpdateBackupStorageRequest;
import java.util.List;
import java.util.function.Function;

/** The original's APIs of backup storages that are there already; {@link AddStorageFacade} adds them. */
final class BackupStorageFacade {
    private final TaskAnswers answers;

    BackupStorageFacade(TaskAnswers answers) {
        this.answers = answers;
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.job(BackupStorageApiServiceGrpc.getBackupStorageActionsMethod(), this::act),
                FacadeMethod.job(
                        BackupStorageApiServiceGrpc.getImageStoreBackupStorageActionsMethod(), this::actOnImageStore),
                FacadeMethod.job(BackupStorageApiServiceGrpc.getSftpBackupStorageActionsMethod(), this::actOnSftp),
                FacadeMethod.job(
                        BackupStorageApiServiceGrpc.getDeleteBackupStorageMethod(), BackupStorageFacade::delete),
                FacadeMethod.immediate(
                        BackupStorageApiServiceGrpc.getGetBackupStorageCapacityMethod(), BackupStorageFacade::capacity),
                FacadeMethod.immediate(
                        BackupStorageApiServiceGrpc.getGetBackupStorageTypesMethod(), BackupStorageFacade::types));
    }

    private JobStart act(BackupStorageActionsRequest request, JobCall call) {
        return switch (request.getActionCase()) {
            case RECONNECTBACKUPSTORAGE -> reconnect(request.getUuid(), call, answers::storageChanged);
            case UPDATEBACKUPSTORAGE ->
                update(request.getUuid(), hostless(request.getUpdatebackupstorage()), call, answers::storageChanged);
            case CHANGEBACKUPSTORAGESTATE, ACTION_NOT_SET -> changeState(request, call);
        };
    }

    private JobStart actOnImageStore(ImageStoreBackupStorageActionsRequest request, JobCall call) {
        return switch (request.getActionCase()) {
            case RECONNECTIMAGESTOREBACKUPSTORAGE -> reconnect(request.getUuid(), call, answers::imageStoreChanged);
            case UPDATEIMAGESTOREBACKUPSTORAGE ->
                update(request.getUuid(), request.getUpdateimagestorebackupstorage(), call, answers::imageStoreChanged);
            case RECLAIMSPACEFROMIMAGESTORE, ACTION_NOT_SET -> reclaim(request, call);
        };
    }

    private JobStart actOnSftp(SftpBackupStorageActionsRequest request, JobCall call) {
        return switch (request.getActionCase()) {
            case UPDATESFTPBACKUPSTORAGE ->
                update(request.getUuid(), request.getUpdatesftpbackupstorage(), call, answers::sftpChanged);
            case RECONNECTSFTPBACKUPSTORAGE, ACTION_NOT_SET -> reconnect(request.getUuid(), call, answers::sftpChanged);
        };
    }

    private static JobStart reconnect(String uuid, JobCall call, Function<BackupStorage, Message> answer) {
        var reconnect = ReconnectBackupStorageRequest.newBuilder()
                .setUuid(uuid)
                .setRequestId(call.requestId())
                .build();
        return call.unary(
                BackupStorageServiceGrpc.getReconnectBackupStorageMethod(),
                reconnect,
                connected -> answer.apply(connected.getBackupStorage()));
    }

    private static UpdateHostBackupStorageParams hostless(UpdateBackupStorageParams params) {
        var same = UpdateHostBackupStorageParams.newBuilder();
        if (params.hasName()) {
            same.setName(params.getName());
        }
        if (params.hasDescription()) {
            same.setDescription(params.getDescription());
        }
        return same.build();
    }

    private static JobStart update(
            String uuid, UpdateHostBackupStorageParams params, JobCall call, Function<BackupStorage, Message> answer) {
        if (params.hasHostname() || params.hasUsername() || params.hasPassword() || params.hasSshPort()) {
            throw ErrorCodes.NOT_SUPPORTED.refusal("the host and the user of a backup storage can't be changed");
        }
        var update = UpdateBackupStorageRequest.newBuilder().setUuid(uuid).setRequestId(call.requestId());
        if (params.hasName()) {
            update.setName(params.getName());
        }
        if (params.hasDescription()) {
            update.setDescription(params.getDescription());
        }
        return call.unary(
                BackupStorageServiceGrpc.getUpdateBackupStorageMethod(),
                update.build(),
                updated -> answer.apply(updated.getBackupStorage()));
    }

    private JobStart changeState(BackupStorageActionsRequest request, JobCall call) {
        boolean enable = request.getChangebackupstoragestate().getStateEvent().equals("enable");
        var change = ChangeBackupStorageStateRequest.newBuilder()
                .setUuid(request.getUuid())
                .setState(
                        enable
                                ? BackupStorageState.BACKUP_STORAGE_STATE_ENABLED
                                : BackupStorageState.BACKUP_STORAGE_STATE_DISABLED)
                .setRequestId(call.requestId())
                .build();
        return call.unary(
                BackupStorageServiceGrpc.getChangeBackupStorageStateMethod(),
                change,
                changed -> answers.storageChanged(changed.getBackupStorage()));
    }

    private JobStart reclaim(ImageStoreBackupStorageActionsRequest request, JobCall call) {
        var reclaim = ReclaimSpaceRequest.newBuilder()
                .setUuid(request.getUuid())
                .setRequestId(call.requestId())
                .setWatch(call.watch())
                .setAllowMoreThanHalf(true) // the original never asks
                .build();
        return call.stream(
                BackupStorageServiceGrpc.getReclaimSpaceMethod(), reclaim, ReclaimSpaceResponse::getEvent, answers);
    }

    private static JobStart delete(DeleteBackupStorageRequest request, JobCall call) {
        var delete = io.longshore.v1.DeleteBackupStorageRequest.newBuilder()
                .setUuid(request.getUuid())
                .setRequestId(call.requestId())
                .build();
        return call.unary(
                BackupStorageServiceGrpc.getDeleteBackupStorageMethod(),
                delete,
                _ -> DeleteBackupStorageResponse.getDefaultInstance());
    }

    /** Zones are not known here: no storage is attached to one. */
    private static GetBackupStorageCapacityResponse capacity(GetBackupStorageCapacityRequest request, Call call) {
        if (!request.getAll() && request.getBackupStorageUuidsCount() == 0 && request.getZoneUuidsCount() == 0) {
            throw ErrorCodes.INVALID_ARGUMENT.refusal(
                    "zoneUuids, backupStorageUuids must have at least one be none-empty list, or all is set to true");
        }
        long total = 0;
        long available = 0;
        for (var storage : Storages.all(call)) {
            if (request.getAll() || request.getBackupStorageUuidsList().contains(storage.getUuid())) {
                total += storage.getCapacity().getTotalBytes();
                available += storage.getCapacity().getAvailableBytes();
            }
        }
        return GetBackupStorageCapacityResponse.newBuilder()
                .setSuccess(true)
                .setTotalCapacity(total)
                .setAvailableCapacity(available)
                .build();
    }

    private static GetBackupStorageTypesResponse types(GetBackupStorageTypesRequest request, Call call) {
        Storages.all(call); // whoever asks must have a session
        return GetBackupStorageTypesResponse.newBuilder()
                .addAllTypes(StoragePlaces.TYPES)
                .build();
    }
}
