package io.longshore.cli.fake;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.AddImageResponse;
import io.longshore.v1.AddImageResult;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.ChangeImageStateResponse;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.DeleteImageResponse;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.ExpungeImageResponse;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.GetImageResponse;
import io.longshore.v1.Image;
import io.longshore.v1.ImageBackupStorageRef;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ImageState;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListImagesResponse;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResponse;
import io.longshore.v1.MigrateImageResult;
import io.longshore.v1.ReadBack;
import io.longshore.v1.Receipt;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.RecoverImageResponse;
import io.longshore.v1.StateEvent;
import io.longshore.v1.Task;
import io.longshore.v1.Verification;
import java.util.LinkedHashMap;
import java.util.Map;

/** Images; lists come two a page. */
public final class FakeImages extends ImageServiceGrpc.ImageServiceImplBase {
    private static final int PAGE = 2;

    private final FakeTasks tasks;
    private final FakeContent content;
    private final Map<String, Image> images = new LinkedHashMap<>();
    private String wrongRoot = "";

    FakeImages(FakeTasks tasks, FakeContent content) {
        this.tasks = tasks;
        this.content = content;
    }

    /** Images that are added from now on claim this root. */
    public void claimRoot(String root) {
        wrongRoot = root;
    }

    /** Puts an image there as if it had been added. */
    public Image put(String name, String storageUuid, byte[] bytes) {
        var image = image(FakeStorages.uuid(), name, storageUuid, bytes);
        images.put(image.getUuid(), image);
        content.put(image.getUuid(), bytes);
        return image;
    }

    @Override
    public void addImage(AddImageRequest request, StreamObserver<AddImageResponse> reply) {
        var upload = content.upload(request.getUploadUuid());
        var bytes = content.take(request.getUploadUuid(), request.getExpectedRoot());
        var image = image(request.getUploadUuid(), request.getName(), upload.getBackupStorageUuid(), bytes);
        if (!wrongRoot.isEmpty()) {
            image = image.toBuilder()
                    .setIdentity(image.getIdentity().toBuilder().setRoot(wrongRoot))
                    .build();
        }
        images.put(image.getUuid(), image);
        content.put(image.getUuid(), bytes);
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setAddImageResult(AddImageResult.newBuilder().setImage(image).setReceipt(receipt(bytes.length)))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> AddImageResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void migrateImage(MigrateImageRequest request, StreamObserver<MigrateImageResponse> reply) {
        if (request.getSourceBackupStorageUuid().equals(request.getDestinationBackupStorageUuid())) {
            throw Failures.of(Status.Code.INVALID_ARGUMENT, "SAME_STORAGE", "source and destination are the same");
        }
        var image = require(request.getImageUuid()).toBuilder()
                .clearBackupStorageRefs()
                .addBackupStorageRefs(ref(request.getImageUuid(), request.getDestinationBackupStorageUuid()))
                .build();
        images.put(image.getUuid(), image);
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setMigrateImageResult(MigrateImageResult.newBuilder()
                        .setImage(image)
                        .setReceipt(receipt(image.getIdentity().getLengthBytes())))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> MigrateImageResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void getImage(GetImageRequest request, StreamObserver<GetImageResponse> reply) {
        reply.onNext(GetImageResponse.newBuilder()
                .setImage(require(request.getUuid()))
                .build());
        reply.onCompleted();
    }

    @Override
    public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> reply) {
        var found = images.values().stream()
                .filter(image -> request.getConditionsList().stream()
                        .filter(condition -> condition.getField().equals("name"))
                        .allMatch(condition -> condition.getValues(0).equals(image.getName())))
                .toList();
        int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
        int to = Math.min(found.size(), from + PAGE);
        reply.onNext(ListImagesResponse.newBuilder()
                .addAllImages(found.subList(from, to))
                .setNextPageToken(to < found.size() ? Integer.toString(to) : "")
                .build());
        reply.onCompleted();
    }

    @Override
    public void changeImageState(ChangeImageStateRequest request, StreamObserver<ChangeImageStateResponse> reply) {
        var state = request.getStateEvent() == StateEvent.STATE_EVENT_ENABLE
                ? ImageState.IMAGE_STATE_ENABLED
                : ImageState.IMAGE_STATE_DISABLED;
        var changed = require(request.getUuid()).toBuilder().setState(state).build();
        images.put(changed.getUuid(), changed);
        reply.onNext(ChangeImageStateResponse.newBuilder().setImage(changed).build());
        reply.onCompleted();
    }

    @Override
    public void deleteImage(DeleteImageRequest request, StreamObserver<DeleteImageResponse> reply) {
        reply.onNext(DeleteImageResponse.newBuilder()
                .setImage(mark(request.getUuid(), ImageStatus.IMAGE_STATUS_DELETED))
                .build());
        reply.onCompleted();
    }

    @Override
    public void recoverImage(RecoverImageRequest request, StreamObserver<RecoverImageResponse> reply) {
        reply.onNext(RecoverImageResponse.newBuilder()
                .setImage(mark(request.getUuid(), ImageStatus.IMAGE_STATUS_READY))
                .build());
        reply.onCompleted();
    }

    @Override
    public void expungeImage(ExpungeImageRequest request, StreamObserver<ExpungeImageResponse> reply) {
        var image = require(request.getUuid());
        if (image.getStatus() != ImageStatus.IMAGE_STATUS_DELETED) {
            throw Failures.of(Status.Code.FAILED_PRECONDITION, "IMAGE_NOT_DELETED", "the image is not deleted");
        }
        images.remove(image.getUuid());
        reply.onNext(ExpungeImageResponse.newBuilder()
                .setTaskUuid(request.getRequestId())
                .build());
        reply.onCompleted();
    }

    static Image image(String uuid, String name, String storageUuid, byte[] bytes) {
        return Image.newBuilder()
                .setUuid(uuid)
                .setName(name)
                .setState(ImageState.IMAGE_STATE_ENABLED)
                .setStatus(ImageStatus.IMAGE_STATUS_READY)
                .setFormat("raw")
                .setSizeBytes(bytes.length)
                .setIdentity(FakeContent.identity(bytes))
                .addBackupStorageRefs(ref(uuid, storageUuid))
                .setCreateTime(FakeTasks.at(0))
                .build();
    }

    static Receipt receipt(long length) {
        return Receipt.newBuilder()
                .setReadBytes(length)
                .setSentBytes(length / 2)
                .setDeduplicatedBytes(length / 4)
                .setZeroBytes(length / 4)
                .setVerification(Verification.VERIFICATION_READ_BACK)
                .setReadBack(ReadBack.READ_BACK_DIRECT)
                .setReadBackBytes(length / 2)
                .setAttempts(1)
                .setStartTime(FakeTasks.at(0))
                .setEndTime(FakeTasks.at(2))
                .build();
    }

    private static ImageBackupStorageRef ref(String uuid, String storageUuid) {
        return ImageBackupStorageRef.newBuilder()
                .setImageUuid(uuid)
                .setBackupStorageUuid(storageUuid)
                .setStatus(ImageStatus.IMAGE_STATUS_READY)
                .build();
    }

    private Image mark(String uuid, ImageStatus status) {
        var image = require(uuid);
        var marked = image.toBuilder().setStatus(status);
        marked.getBackupStorageRefsBuilderList().forEach(ref -> ref.setStatus(status));
        images.put(uuid, marked.build());
        return marked.build();
    }

    private Image require(String uuid) {
        var image = images.get(uuid);
        if (image == null) {
            throw Failures.of(Status.Code.NOT_FOUND, "IMAGE_NOT_FOUND", "image: " + uuid + " (no such image)");
        }
        return image;
    }
}
