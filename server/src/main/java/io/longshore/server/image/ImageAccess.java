package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.content.StoredContent;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.task.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds images for those who may see them. Another account's image is not found, so that nobody learns what others have. */
public final class ImageAccess implements StoredContent.Finder {
    private final Images images;

    public ImageAccess(Images images) {
        this.images = images;
    }

    /** An image, {@code IMAGE_NOT_FOUND}. */
    public Image find(Caller caller, String uuid) {
        return images.find(uuid)
                .filter(image -> caller.mayUse(image.accountUuid()))
                .orElseThrow(() -> new FailureException(
                        Reason.IMAGE_NOT_FOUND, "no image has the uuid " + uuid, Map.of("imageUuid", uuid)));
    }

    /** A page of the images that the caller may see. */
    public Page<Image> list(Caller caller, Query query) {
        return images.list(caller.scope(), query);
    }

    @Override
    public StoredContent find(Caller caller, String uuid, Optional<String> backupStorageUuid) {
        var image = find(caller, uuid);
        var refs = backupStorageUuid
                .map(storage -> List.of(image.on(storage).orElseThrow(() -> notOn(image, storage))))
                .orElse(image.backupStorageRefs());
        var ready = refs.stream()
                .filter(ImageAccess::readable)
                .map(ImageRef::backupStorageUuid)
                .toList();
        var identity = image.identity();
        if (ready.isEmpty() || identity == null) {
            throw notReady(
                    image, refs.isEmpty() ? image.status() : refs.getFirst().status());
        }
        return StoredContent.of(identity, image.format(), ready);
    }

    /** The source of a migration can be read until it is over. */
    private static boolean readable(ImageRef ref) {
        return ref.status() == ImageStatus.READY || ref.status() == ImageStatus.MIGRATING;
    }

    /** What the bytes of an image are that is on a storage. */
    static DiskIdentity identity(Image image) {
        var identity = image.identity();
        if (identity == null) {
            throw notReady(image, image.status());
        }
        return identity;
    }

    static FailureException notOn(Image image, String storageUuid) {
        return new FailureException(
                Reason.IMAGE_NOT_ON_STORAGE,
                "image " + words(image) + " does not lie on backup storage " + storageUuid,
                Map.of("imageUuid", image.uuid(), "backupStorageUuid", storageUuid));
    }

    static FailureException notReady(Image image, ImageStatus status) {
        return new FailureException(
                Reason.IMAGE_NOT_READY,
                "image " + words(image) + " has the status " + status + " (expected: READY)",
                Map.of("imageUuid", image.uuid(), "status", status.name()));
    }

    /** How a message names an image. */
    static String words(Image image) {
        return image.name() + " (" + image.uuid() + ")";
    }
}
