package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.AddImageRequest;
import io.longshore.rest.zstack.v1.BackupStorageMigrateImageRequest;
import io.longshore.rest.zstack.v1.CreateDataVolumeTemplateFromVolumeBackupRequest;
import io.longshore.rest.zstack.v1.DeleteImageRequest;
import io.longshore.rest.zstack.v1.DeleteImageResponse;
import io.longshore.rest.zstack.v1.ImageActionsRequest;
import io.longshore.rest.zstack.v1.ImageApiServiceGrpc;
import io.longshore.rest.zstack.v1.UpdateImageParams;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.ChangeImageStateResponse;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateDataVolumeTemplateResponse;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResponse;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.StateEvent;
import io.longshore.v1.UpdateImageRequest;
import java.util.List;

/** The original's APIs that change images. */
final class ImageFacade {
    private final TaskAnswers answers;

    ImageFacade(TaskAnswers answers) {
        this.answers = answers;
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.job(ImageApiServiceGrpc.getAddImageMethod(), this::add),
                FacadeMethod.job(ImageApiServiceGrpc.getImageActionsMethod(), this::act),
                FacadeMethod.job(ImageApiServiceGrpc.getDeleteImageMethod(), this::delete),
                FacadeMethod.job(ImageApiServiceGrpc.getBackupStorageMigrateImageMethod(), this::migrate),
                FacadeMethod.job(
                        ImageApiServiceGrpc.getCreateDataVolumeTemplateFromVolumeBackupMethod(), this::createTemplate));
    }

    private JobStart add(AddImageRequest request, JobCall call) {
        throw ErrorCodes.NOT_SUPPORTED.refusal(
                "adding an image by url[%s] is not supported; upload it by gRPC or `longshore image add`"
                        .formatted(request.getParams().getUrl()));
    }

    private JobStart act(ImageActionsRequest request, JobCall call) {
        return switch (request.getActionCase()) {
            case CHANGEIMAGESTATE -> changeState(request, call);
            case RECOVERIMAGE -> recover(request, call);
            case EXPUNGEIMAGE -> expunge(request, call);
            case UPDATEIMAGE -> update(request, request.getUpdateimage(), call);
            case ACTION_NOT_SET -> throw new IllegalArgumentException("action: none (expected: one)");
        };
    }

    private JobStart changeState(ImageActionsRequest request, JobCall call) {
        var enable = request.getChangeimagestate().getStateEvent().equals("enable");
        var change = ChangeImageStateRequest.newBuilder()
                .setUuid(request.getUuid())
                .setStateEvent(enable ? StateEvent.STATE_EVENT_ENABLE : StateEvent.STATE_EVENT_DISABLE)
                .addAllSystemTags(request.getSystemTagsList())
                .addAllUserTags(request.getUserTagsList())
                .setRequestId(call.requestId())
                .build();
        return call.unary(
                ImageServiceGrpc.getChangeImageStateMethod(),
                change,
                (ChangeImageStateResponse changed) -> answers.stateChanged(changed.getImage()));
    }

    private JobStart recover(ImageActionsRequest request, JobCall call) {
        var recover = RecoverImageRequest.newBuilder()
                .setUuid(request.getUuid())
                .addAllBackupStorageUuids(
                        Uuids.distinct(request.getRecoverimage().getBackupStorageUuidsList()))
                .addAllSystemTags(request.getSystemTagsList())
                .addAllUserTags(request.getUserTagsList())
                .setRequestId(call.requestId())
                .build();
        return call.unary(
                ImageServiceGrpc.getRecoverImageMethod(),
                recover,
                recovered -> answers.imageChanged(recovered.getImage()));
    }

    private JobStart expunge(ImageActionsRequest request, JobCall call) {
        var expunge = ExpungeImageRequest.newBuilder()
                .setUuid(request.getUuid())
                .addAllBackupStorageUuids(
                        Uuids.distinct(request.getExpungeimage().getBackupStorageUuidsList()))
                .setRequestId(call.requestId())
                .build();
        return call.unary(ImageServiceGrpc.getExpungeImageMethod(), expunge, _ -> answers.expunged());
    }

    private JobStart update(ImageActionsRequest request, UpdateImageParams params, JobCall call) {
        if (params.hasFormat()) {
            throw ErrorCodes.NOT_SUPPORTED.refusal(
                    "the format of an image can not be changed: format is found out from the bytes");
        }
        var update = UpdateImageRequest.newBuilder()
                .setUuid(request.getUuid())
                .setPlatform(params.getPlatform())
                .setArchitecture(params.getArchitecture())
                .setRequestId(call.requestId());
        Spelling.MEDIA_TYPE.value(params.getMediaType()).ifPresent(update::setMediaType);
        if (params.hasName()) {
            update.setName(params.getName());
        }
        if (params.hasDescription()) {
            update.setDescription(params.getDescription());
        }
        if (params.hasGuestOsType()) {
            update.setGuestOsType(params.getGuestOsType());
        }
        if (params.hasSystem()) {
            update.setSystem(params.getSystem());
        }
        if (params.hasVirtio()) {
            update.setVirtio(params.getVirtio());
        }
        return call.unary(
                ImageServiceGrpc.getUpdateImageMethod(),
                update.build(),
                updated -> answers.imageChanged(updated.getImage()));
    }

    private JobStart delete(DeleteImageRequest request, JobCall call) {
        var delete = io.longshore.v1.DeleteImageRequest.newBuilder()
                .setUuid(request.getUuid())
                .addAllBackupStorageUuids(Uuids.distinct(request.getBackupStorageUuidsList()))
                .setRequestId(call.requestId())
                .build();
        return call.unary(
                ImageServiceGrpc.getDeleteImageMethod(), delete, _ -> DeleteImageResponse.getDefaultInstance());
    }

    private JobStart migrate(BackupStorageMigrateImageRequest request, JobCall call) {
        var storages = request.getBackupstoragemigrateimage();
        var migrate = MigrateImageRequest.newBuilder()
                .setImageUuid(request.getImageUuid())
                .setSourceBackupStorageUuid(storages.getSrcBackupStorageUuid())
                .setDestinationBackupStorageUuid(storages.getDstBackupStorageUuid())
                .addAllSystemTags(request.getSystemTagsList())
                .addAllUserTags(request.getUserTagsList())
                .setRequestId(call.requestId())
                .setWatch(call.watch())
                .build();
        return call.stream(ImageServiceGrpc.getMigrateImageMethod(), migrate, MigrateImageResponse::getEvent, answers);
    }

    private JobStart createTemplate(CreateDataVolumeTemplateFromVolumeBackupRequest request, JobCall call) {
        var params = request.getParams();
        var create = CreateDataVolumeTemplateRequest.newBuilder()
                .setVolumeBackupUuid(request.getBackupUuid())
                .setBackupStorageUuid(params.getBackupStorageUuid())
                .setName(params.getName())
                .setUuid(params.getResourceUuid())
                .setPlatform(params.getPlatform())
                .setSystem(params.getSystem())
                .addAllSystemTags(request.getSystemTagsList())
                .addAllUserTags(request.getUserTagsList())
                .setRequestId(call.requestId())
                .setWatch(call.watch());
        if (params.hasDescription()) {
            create.setDescription(params.getDescription());
        }
        if (params.hasGuestOsType()) {
            create.setGuestOsType(params.getGuestOsType());
        }
        if (params.hasArchitecture()) {
            create.setArchitecture(params.getArchitecture());
        }
        if (params.hasVirtio()) {
            create.setVirtio(params.getVirtio());
        }
        return call.stream(
                ImageServiceGrpc.getCreateDataVolumeTemplateMethod(),
                create.build(),
                CreateDataVolumeTemplateResponse::getEvent,
                answers);
    }
}
