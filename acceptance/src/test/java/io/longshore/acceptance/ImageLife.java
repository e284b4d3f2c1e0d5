package io.longshore.acceptance;

import io.grpc.Channel;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.RecoverImageRequest;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One image after the other: added, migrated there and back, deleted, recovered, expunged. */
final class ImageLife extends Life {
    /** Where an image is. */
    private sealed interface Stage {}

    private record Nowhere() implements Stage {}

    private record Ready(String image, String storage) implements Stage {}

    private record Deleted(String image, String storage) implements Stage {}

    private final List<String> storages;
    private final SmallDisks disks;
    private Stage stage = new Nowhere();
    private String upload = "";

    ImageLife(Random random, List<String> storages, SmallDisks disks) {
        super(random);
        this.storages = storages;
        this.disks = disks;
    }

    @Override
    Asked next() {
        return switch (stage) {
            case Nowhere _ -> add();
            case Ready ready -> random.nextInt(4) == 0 ? delete(ready) : migrate(ready);
            case Deleted deleted -> random.nextBoolean() ? recover(deleted) : expunge(deleted);
        };
    }

    private Asked add() {
        var image = uuid();
        var request = uuid();
        var storage = storages.get(random.nextInt(storages.size()));
        upload = uuid();
        return new Asked(
                request,
                server -> {
                    disks.upload(server, upload, image, storage);
                    var add = AddImageRequest.newBuilder()
                            .setUploadUuid(upload)
                            .setName(image)
                            .setUuid(image)
                            .setRequestId(request);
                    images(server).addImage(add.build()).forEachRemaining(_ -> {});
                },
                () -> stage = new Ready(image, storage));
    }

    private Asked migrate(Ready from) {
        var request = uuid();
        var to = storages.get(1 - storages.indexOf(from.storage()));
        var migrate = MigrateImageRequest.newBuilder()
                .setImageUuid(from.image())
                .setSourceBackupStorageUuid(from.storage())
                .setDestinationBackupStorageUuid(to)
                .setRequestId(request);
        return new Asked(
                request,
                server -> images(server).migrateImage(migrate.build()).forEachRemaining(_ -> {}),
                () -> stage = new Ready(from.image(), to));
    }

    private Asked delete(Ready ready) {
        var request = uuid();
        var delete = DeleteImageRequest.newBuilder().setUuid(ready.image()).setRequestId(request);
        return new Asked(
                request,
                server -> images(server).deleteImage(delete.build()),
                () -> stage = new Deleted(ready.image(), ready.storage()));
    }

    private Asked recover(Deleted deleted) {
        var request = uuid();
        var recover = RecoverImageRequest.newBuilder().setUuid(deleted.image()).setRequestId(request);
        return new Asked(
                request,
                server -> images(server).recoverImage(recover.build()),
                () -> stage = new Ready(deleted.image(), deleted.storage()));
    }

    private Asked expunge(Deleted deleted) {
        var request = uuid();
        var expunge = ExpungeImageRequest.newBuilder().setUuid(deleted.image()).setRequestId(request);
        return new Asked(request, server -> images(server).expungeImage(expunge.build()), () -> stage = new Nowhere());
    }

    @Override
    void forget(Channel server) {
        disks.forget(server, upload);
    }

    /** Tells what the server's list must have: each image with its storage and status. */
    void expect(Map<String, String> images) {
        switch (stage) {
            case Nowhere _ -> {}
            case Ready(var image, var storage) -> images.put(image, storage + " IMAGE_STATUS_READY");
            case Deleted(var image, var storage) -> images.put(image, storage + " IMAGE_STATUS_DELETED");
        }
    }

    private static ImageServiceGrpc.ImageServiceBlockingStub images(Channel server) {
        return ImageServiceGrpc.newBlockingStub(server);
    }
}
