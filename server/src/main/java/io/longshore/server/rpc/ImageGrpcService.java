package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;
import io.longshore.server.image.ImageResult;
import io.longshore.server.task.Tasks;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.AddImageResponse;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.ChangeImageStateResponse;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateDataVolumeTemplateResponse;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.DeleteImageResponse;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.ExpungeImageResponse;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.GetImageResponse;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListImagesResponse;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResponse;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.RecoverImageResponse;
import io.longshore.v1.Task;
import io.longshore.v1.UpdateImageRequest;
import io.longshore.v1.UpdateImageResponse;

/** Translates {@code ImageService}. */
final class ImageGrpcService extends ImageServiceGrpc.ImageServiceImplBase {
    private final ImageCalls images;
    private final Tasks tasks;
    private final TaskStreams watchers;
    private final Changes changes;

    ImageGrpcService(ImageCalls images, Tasks tasks, TaskStreams watchers, Changes changes) {
        this.images = images;
        this.tasks = tasks;
        this.watchers = watchers;
        this.changes = changes;
    }

    @Override
    public void addImage(AddImageRequest request, StreamObserver<AddImageResponse> reply) {
        var task = tasks.start(
                Callers.caller(), RequestIds.requestId(request.getRequestId()), ImageRequests.addImage(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = AddImageResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getAddImageResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void getImage(GetImageRequest request, StreamObserver<GetImageResponse> reply) {
        var image = images.find().find(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(
                reply,
                GetImageResponse.newBuilder().setImage(ImageProtos.image(image)).build());
    }

    @Override
    public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> reply) {
        var page = images.list().list(Callers.caller(), ConditionProtos.query(request));
        var response = ListImagesResponse.newBuilder().setNextPageToken(page.nextPageToken());
        page.items().forEach(image -> response.addImages(ImageProtos.image(image)));
        page.totalSize().ifPresent(response::setTotalSize);
        Unary.answer(reply, response.build());
    }

    @Override
    public void updateImage(UpdateImageRequest request, StreamObserver<UpdateImageResponse> reply) {
        var task = changes.make(images.update(), request.getRequestId(), ImageRequests.updateImage(request));
        var result = Changes.result(task, ImageResult.Changed.class);
        Unary.answer(
                reply,
                UpdateImageResponse.newBuilder()
                        .setImage(ImageProtos.image(result.image()))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void changeImageState(ChangeImageStateRequest request, StreamObserver<ChangeImageStateResponse> reply) {
        var task = changes.make(images.changeState(), request.getRequestId(), ImageRequests.changeImageState(request));
        var result = Changes.result(task, ImageResult.Changed.class);
        Unary.answer(
                reply,
                ChangeImageStateResponse.newBuilder()
                        .setImage(ImageProtos.image(result.image()))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void recoverImage(RecoverImageRequest request, StreamObserver<RecoverImageResponse> reply) {
        var task = changes.make(images.recover(), request.getRequestId(), ImageRequests.recoverImage(request));
        var result = Changes.result(task, ImageResult.Changed.class);
        Unary.answer(
                reply,
                RecoverImageResponse.newBuilder()
                        .setImage(ImageProtos.image(result.image()))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void deleteImage(DeleteImageRequest request, StreamObserver<DeleteImageResponse> reply) {
        var task = changes.make(images.delete(), request.getRequestId(), ImageRequests.deleteImage(request));
        var result = Changes.result(task, ImageResult.Changed.class);
        Unary.answer(
                reply,
                DeleteImageResponse.newBuilder()
                        .setImage(ImageProtos.image(result.image()))
                        .setTaskUuid(task.uuid())
                        .build());
    }

    @Override
    public void expungeImage(ExpungeImageRequest request, StreamObserver<ExpungeImageResponse> reply) {
        var task = changes.start(request.getRequestId(), ImageRequests.expungeImage(request));
        var result = Changes.result(task, ImageResult.Expunged.class);
        var response = ExpungeImageResponse.newBuilder().setTaskUuid(task.uuid());
        if (result.image() != null) {
            response.setImage(ImageProtos.image(result.image()));
        }
        Unary.answer(reply, response.build());
    }

    @Override
    public void migrateImage(MigrateImageRequest request, StreamObserver<MigrateImageResponse> reply) {
        var task = tasks.start(
                Callers.caller(), RequestIds.requestId(request.getRequestId()), ImageRequests.migration(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = MigrateImageResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getMigrateImageResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void createDataVolumeTemplate(
            CreateDataVolumeTemplateRequest request, StreamObserver<CreateDataVolumeTemplateResponse> reply) {
        var task = tasks.start(
                Callers.caller(),
                RequestIds.requestId(request.getRequestId()),
                ImageRequests.createDataVolumeTemplate(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = CreateDataVolumeTemplateResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getCreateDataVolumeTemplateResult).ifPresent(response::setResult);
            return response.build();
        });
    }
}
