package io.longshore.server.image;

import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
import java.time.Instant;
import java.util.List;

/** What is true of an image over all its storages. */
final class ImageStatuses {
    private ImageStatuses() {}

    /** The status of an image that lies so on its storages: usable anywhere is usable. */
    static ImageStatus overall(List<ImageRef> refs) {
        var statuses = refs.stream().map(ImageRef::status).toList();
        for (var status : List.of(ImageStatus.READY, ImageStatus.MIGRATING, ImageStatus.DELETED)) {
            if (statuses.contains(status)) {
                return status;
            }
        }
        return statuses.contains(ImageStatus.EXPUNGING) ? ImageStatus.EXPUNGING : ImageStatus.ERROR;
    }

    /** Gives an image the status that its references make, in the transaction that changed those. */
    static ImageResult.Changed settle(Images images, String uuid, Instant now) {
        var image = images.find(uuid).orElseThrow();
        images.update(
                new ImageEdit(image).status(overall(image.backupStorageRefs())).at(now));
        return new ImageResult.Changed(images.find(uuid).orElseThrow());
    }
}
