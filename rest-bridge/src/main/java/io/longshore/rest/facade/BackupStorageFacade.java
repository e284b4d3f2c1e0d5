package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.BackupStorageActionsRequest;
import io.longshore.rest.zstack.v1.BackupStorageApiServiceGrpc;
import io.longshore.rest.zstack.v1.DeleteBackupStorageRequest;
import io.longshore.rest.zstack.v1.DeleteBackupStorageResponse;
import io.longshore.rest.zstack.v1.GetBackupStorageCapacityRequest;
import io.longshore.rest.zstack.v1.GetBackupStorageCapacityResponse;
import io.longshore.rest.zstack.v1.GetBackupStorageTypesRequest;
import io.longshore.rest.zstack.v1.GetBackupStorageTypesResponse;
import io.longshore.rest.zstack.v1.ImageStoreBackupStorageActionsRequest;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResponse;
import java.util.List;

/** The original's APIs of backup storages that are there already; {@link AddStorageFacade} adds them. */
final class BackupStorageFacade {
    private final TaskAnswers answers;

    BackupStorageFacade(TaskAnswers answers) {
        this.answers = answers;
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.job(BackupStorageApiServiceGrpc.getBackupStorageActionsMethod(), this::changeState),
                FacadeMethod.job(BackupStorageApiServiceGrpc.getImageStoreBackupStorageActionsMethod(), this::reclaim),
                FacadeMethod.job(
                        BackupStorageApiServiceGrpc.getDeleteBackupStorageMethod(), BackupStorageFacade::delete),
                FacadeMethod.immediate(
                        BackupStorageApiServiceGrpc.getGetBackupStorageCapacityMethod(), BackupStorageFacade::capacity),
                FacadeMethod.immediate(
                        BackupStorageApiServiceGrpc.getGetBackupStorageTypesMethod(), BackupStorageFacade::types));
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
