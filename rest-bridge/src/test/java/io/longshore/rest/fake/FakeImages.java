package io.longshore.rest.fake;

import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.ChangeImageStateOperation;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.ChangeImageStateResponse;
import io.longshore.v1.CreateDataVolumeTemplateOperation;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateDataVolumeTemplateResponse;
import io.longshore.v1.CreateDataVolumeTemplateResult;
import io.longshore.v1.DeleteImageOperation;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.DeleteImageResponse;
import io.longshore.v1.ExpungeImageOperation;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.ExpungeImageResponse;
import io.longshore.v1.ExpungeImageResult;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.GetImageResponse;
import io.longshore.v1.Image;
import io.longshore.v1.ImageMediaType;
import io.longshore.v1.ImageResult;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ImageState;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListImagesResponse;
import io.longshore.v1.MigrateImageOperation;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResponse;
import io.longshore.v1.MigrateImageResult;
import io.longshore.v1.RecoverImageOperation;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.RecoverImageResponse;
import io.longshore.v1.StateEvent;
import io.longshore.v1.Task;
import io.longshore.v1.TrashEntry;
import io.longshore.v1.UpdateImageOperation;
import io.longshore.v1.UpdateImageRequest;
import io.longshore.v1.UpdateImageResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Images in memory. */
final class FakeImages extends ImageServiceGrpc.ImageServiceImplBase {
    private final FakeState state;
    private final FakeTasks tasks;
    private final Set<String> busy = new HashSet<>();

    FakeImages(FakeState state, FakeTasks tasks) {
        this.state = state;
        this.tasks = tasks;
    }

    /** Another task holds the image, until it is named again. */
    synchronized void toggleBusy(String uuid) {
        if (!busy.add(uuid)) {
            busy.remove(uuid);
        }
    }

    @Override
    public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> reply) {
        var page = FakeLists.page(
                state.images.values(),
                request.getConditionsList(),
                request.getOrderBy(),
                request.getSkip(),
                request.getPageSize(),
                request.getPageToken());
        var answer =
                ListImagesResponse.newBuilder().addAllImages(page.elements()).setNextPageToken(page.nextPageToken());
        if (request.getCountTotal()) {
            answer.setTotalSize(page.total());
        }
        answer(reply, answer.build());
    }

    @Override
    public void getImage(GetImageRequest request, StreamObserver<GetImageResponse> reply) {
        answer(
                reply,
                GetImageResponse.newBuilder().setImage(image(request.getUuid())).build());
    }

    @Override
    public void changeImageState(ChangeImageStateRequest request, StreamObserver<ChangeImageStateResponse> reply) {
        var task = Task.newBuilder()
                .setChangeImageState(ChangeImageStateOperation.newBuilder().setImageUuid(request.getUuid()));
        var uuid = tasks.run(request.getRequestId(), request, task, () -> {
            var enabled = request.getStateEvent() == StateEvent.STATE_EVENT_ENABLE;
            var image = keep(image(request.getUuid()).toBuilder()
                    .setState(enabled ? ImageState.IMAGE_STATE_ENABLED : ImageState.IMAGE_STATE_DISABLED)
                    .addAllSystemTags(request.getSystemTagsList())
                    .addAllUserTags(request.getUserTagsList()));
            task.setImageResult(ImageResult.newBuilder().setImage(image));
        });
        answer(
                reply,
                ChangeImageStateResponse.newBuilder()
                        .setImage(tasks.get(uuid).getImageResult().getImage())
                        .setTaskUuid(uuid)
                        .build());
    }

    @Override
    public void updateImage(UpdateImageRequest request, StreamObserver<UpdateImageResponse> reply) {
        var task = Task.newBuilder()
                .setUpdateImage(UpdateImageOperation.newBuilder().setImageUuid(request.getUuid()));
        var uuid = tasks.run(request.getRequestId(), request, task, () -> {
            var image = image(request.getUuid()).toBuilder();
            if (request.hasName()) {
                image.setName(request.getName());
            }
            if (!request.getPlatform().isEmpty()) {
                image.setPlatform(request.getPlatform());
            }
            task.setImageResult(ImageResult.newBuilder().setImage(keep(image)));
        });
        answer(
                reply,
                UpdateImageResponse.newBuilder()
                        .setImage(tasks.get(uuid).getImageResult().getImage())
                        .build());
    }

    @Override
    public void recoverImage(RecoverImageRequest request, StreamObserver<RecoverImageResponse> reply) {
        var task = Task.newBuilder()
                .setRecoverImage(RecoverImageOperation.newBuilder().setImageUuid(request.getUuid()));
        var uuid = tasks.run(request.getRequestId(), request, task, () -> {
            var image = image(request.getUuid());
            request.getBackupStorageUuidsList().forEach(storage -> refuseUndeleted(image, storage));
            if (image.getStatus() != ImageStatus.IMAGE_STATUS_DELETED) {
                throw notDeleted(image);
            }
            var recovered = keep(withRefs(image, request.getBackupStorageUuidsList(), ImageStatus.IMAGE_STATUS_READY)
                    .setStatus(ImageStatus.IMAGE_STATUS_READY)
                    .addAllSystemTags(request.getSystemTagsList())
                    .addAllUserTags(request.getUserTagsList()));
            task.setImageResult(ImageResult.newBuilder().setImage(recovered));
        });
        answer(
                reply,
                RecoverImageResponse.newBuilder()
                        .setImage(tasks.get(uuid).getImageResult().getImage())
                        .build());
    }

    @Override
    public void deleteImage(DeleteImageRequest request, StreamObserver<DeleteImageResponse> reply) {
        var task = Task.newBuilder()
                .setDeleteImage(DeleteImageOperation.newBuilder().setImageUuid(request.getUuid()));
        var uuid = tasks.run(request.getRequestId(), request, task, () -> {
            var image = image(request.getUuid());
            refuseBusy(request.getUuid());
            var deleted = keep(withRefs(image, request.getBackupStorageUuidsList(), ImageStatus.IMAGE_STATUS_DELETED)
                    .setStatus(ImageStatus.IMAGE_STATUS_DELETED));
            task.setImageResult(ImageResult.newBuilder().setImage(deleted));
        });
        answer(
                reply,
                DeleteImageResponse.newBuilder()
                        .setImage(tasks.get(uuid).getImageResult().getImage())
                        .build());
    }

    @Override
    public void expungeImage(ExpungeImageRequest request, StreamObserver<ExpungeImageResponse> reply) {
        var task = Task.newBuilder()
                .setExpungeImage(ExpungeImageOperation.newBuilder().setImageUuid(request.getUuid()));
        tasks.run(request.getRequestId(), request, task, () -> {
            var image = image(request.getUuid());
            request.getBackupStorageUuidsList().forEach(storage -> refuseUndeleted(image, storage));
            if (image.getStatus() != ImageStatus.IMAGE_STATUS_DELETED) {
                throw notDeleted(image);
            }
            state.images.remove(request.getUuid());
            task.setExpungeImageResult(ExpungeImageResult.getDefaultInstance());
        });
        answer(reply, ExpungeImageResponse.getDefaultInstance());
    }

    @Override
    public void migrateImage(MigrateImageRequest request, StreamObserver<MigrateImageResponse> reply) {
        var source = request.getSourceBackupStorageUuid();
        var destination = request.getDestinationBackupStorageUuid();
        var task = Task.newBuilder()
                .setMigrateImage(MigrateImageOperation.newBuilder().setImageUuid(request.getImageUuid()));
        tasks.stream(
                request.getRequestId(),
                request.toBuilder().clearWatch().build(),
                request.getWatch(),
                task,
                () -> {
                    var image = image(request.getImageUuid());
                    enabledStorage(source);
                    enabledStorage(destination);
                    if (image.getStatus() != ImageStatus.IMAGE_STATUS_READY) {
                        throw FakeErrors.error(Code.FAILED_PRECONDITION, "IMAGE_NOT_READY", "SYS.1006", "not ready");
                    }
                    if (image.getBackupStorageRefsList().stream()
                            .noneMatch(ref -> ref.getBackupStorageUuid().equals(source))) {
                        throw FakeErrors.error(
                                Code.FAILED_PRECONDITION, "IMAGE_NOT_ON_STORAGE", "SYS.1007", "not on source");
                    }
                    if (source.equals(destination)) {
                        throw FakeErrors.error(Code.INVALID_ARGUMENT, "SAME_STORAGE", "SYS.1007", "same storage");
                    }
                    refuseBusy(image.getUuid());
                },
                () -> {
                    var image = image(request.getImageUuid());
                    var moved = keep(image.toBuilder()
                            .clearBackupStorageRefs()
                            .addBackupStorageRefs(state.imageRef(image.getUuid(), destination)));
                    state.trash.add(TrashEntry.newBuilder()
                            .setId(state.nextId())
                            .setBackupStorageUuid(source)
                            .setImageUuid(image.getUuid())
                            .setInstallPath(image.getBackupStorageRefs(0).getInstallPath())
                            .setSizeBytes(16_777_216L)
                            .setCreateTime(FakeState.CREATED)
                            .build());
                    return task.setMigrateImageResult(
                            MigrateImageResult.newBuilder().setImage(moved));
                },
                event -> MigrateImageResponse.newBuilder().setEvent(event).build(),
                reply);
    }

    @Override
    public void createDataVolumeTemplate(
            CreateDataVolumeTemplateRequest request, StreamObserver<CreateDataVolumeTemplateResponse> reply) {
        var task =
                Task.newBuilder().setCreateDataVolumeTemplate(CreateDataVolumeTemplateOperation.getDefaultInstance());
        tasks.stream(
                request.getRequestId(),
                request.toBuilder().clearWatch().build(),
                request.getWatch(),
                task,
                () -> {
                    if (!state.backups.containsKey(request.getVolumeBackupUuid())) {
                        throw FakeErrors.notFound("VOLUME_BACKUP_NOT_FOUND", "backup", request.getVolumeBackupUuid());
                    }
                    enabledStorage(request.getBackupStorageUuid());
                },
                () -> {
                    var uuid = request.getUuid().isEmpty() ? FakeState.uuid() : request.getUuid();
                    var image = state.addImage(uuid, request.getName(), request.getBackupStorageUuid()).toBuilder()
                            .setMediaType(ImageMediaType.IMAGE_MEDIA_TYPE_DATA_VOLUME_TEMPLATE)
                            .clearUrl()
                            .setSystem(request.getSystem());
                    if (request.getPlatform().isEmpty()) {
                        image.clearPlatform();
                    }
                    return task.setCreateDataVolumeTemplateResult(
                            CreateDataVolumeTemplateResult.newBuilder().setImage(keep(image)));
                },
                event -> CreateDataVolumeTemplateResponse.newBuilder()
                        .setEvent(event)
                        .build(),
                reply);
    }

    private Image image(String uuid) {
        var image = state.images.get(uuid);
        if (image == null) {
            throw FakeErrors.notFound("IMAGE_NOT_FOUND", "image", uuid);
        }
        return image;
    }

    private Image keep(Image.Builder changed) {
        var image = changed.build();
        state.images.put(image.getUuid(), image);
        return image;
    }

    private synchronized void refuseBusy(String uuid) {
        if (busy.contains(uuid)) {
            throw FakeErrors.error(Code.ABORTED, "IMAGE_BUSY", "SYS.1006", "another task holds image " + uuid);
        }
    }

    private void enabledStorage(String uuid) {
        var storage = state.storages.get(uuid);
        if (storage == null) {
            throw FakeErrors.notFound("STORAGE_NOT_FOUND", "storage", uuid);
        }
        if (storage.getState() == BackupStorageState.BACKUP_STORAGE_STATE_DISABLED) {
            throw FakeErrors.error(Code.FAILED_PRECONDITION, "STORAGE_DISABLED", "SYS.1006", uuid + " is disabled");
        }
    }

    private static RuntimeException notDeleted(Image image) {
        return FakeErrors.error(
                Code.FAILED_PRECONDITION,
                "IMAGE_NOT_DELETED",
                "SYS.1006",
                "image " + image.getUuid() + " is not deleted");
    }

    private static void refuseUndeleted(Image image, String storage) {
        var ref = image.getBackupStorageRefsList().stream()
                .filter(candidate -> candidate.getBackupStorageUuid().equals(storage))
                .findFirst()
                .orElseThrow(() -> FakeErrors.error(
                        Code.FAILED_PRECONDITION,
                        "IMAGE_NOT_ON_STORAGE",
                        "SYS.1007",
                        "not there",
                        Map.of("imageUuid", image.getUuid(), "backupStorageUuid", storage)));
        if (ref.getStatus() != ImageStatus.IMAGE_STATUS_DELETED) {
            throw FakeErrors.error(
                    Code.FAILED_PRECONDITION,
                    "IMAGE_NOT_DELETED",
                    "SYS.1006",
                    "not deleted there",
                    Map.of("imageUuid", image.getUuid(), "backupStorageUuid", storage, "status", "READY"));
        }
    }

    private static Image.Builder withRefs(Image image, List<String> storages, ImageStatus status) {
        var changed = image.toBuilder();
        changed.getBackupStorageRefsBuilderList().stream()
                .filter(ref -> storages.isEmpty() || storages.contains(ref.getBackupStorageUuid()))
                .forEach(ref -> ref.setStatus(status));
        return changed;
    }

    private static <R> void answer(StreamObserver<R> reply, R answer) {
        reply.onNext(answer);
        reply.onCompleted();
    }
}
