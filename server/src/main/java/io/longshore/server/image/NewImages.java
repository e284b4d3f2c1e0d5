package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.RawConversion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of images that come to be, in the transaction that makes them visible. */
final class NewImages {
    private NewImages() {}

    /** What the bytes of a new image are. */
    record Content(
            DiskIdentity identity,
            String format,
            long sizeBytes,
            long actualSizeBytes,
            @Nullable String md5Sum,
            MediaType mediaType,
            String url) {
        /** The same as a raw disk that it was converted to. */
        Content converted(RawConversion.Converted raw) {
            return new Content(
                    raw.disk(),
                    DiskFormat.RAW.wireName(),
                    raw.disk().lengthBytes(),
                    raw.actualSizeBytes(),
                    null,
                    mediaType,
                    url);
        }
    }

    /** Refuses a uuid that another image has; {@code RESOURCE_EXISTS}. */
    static void checkFree(Images images, String uuid) {
        if (images.find(uuid).isPresent()) {
            throw new FailureException(
                    Reason.RESOURCE_EXISTS, "another image has the uuid " + uuid, Map.of("imageUuid", uuid));
        }
    }

    /**
     * Where an image lies.
     *
     * @param installPath the same in words
     */
    record Place(String backupStorageUuid, String installPath, String manifestId) {}

    /** Adds an image that lies on one storage, ready. */
    static Image insert(
            Images images,
            String uuid,
            String accountUuid,
            ImageOperation.Description said,
            Content content,
            Place place,
            Instant now) {
        var ref = ref(uuid, place, now);
        images.insert(new Image(
                uuid,
                accountUuid,
                said.name(),
                said.description(),
                ImageState.ENABLED,
                ImageStatus.READY,
                content.mediaType(),
                content.format(),
                content.sizeBytes(),
                content.actualSizeBytes(),
                content.md5Sum(),
                content.url(),
                said.guestOsType(),
                said.platform(),
                said.architecture(),
                said.system(),
                said.virtio(),
                content.identity(),
                List.of(ref),
                said.systemTags(),
                said.userTags(),
                now,
                now));
        return images.find(uuid).orElseThrow();
    }

    /** An image's entry for a storage on which it is ready from now on. */
    static ImageRef ref(String uuid, Place place, Instant now) {
        return new ImageRef(
                0,
                uuid,
                place.backupStorageUuid(),
                place.installPath(),
                place.manifestId(),
                ImageStatus.READY,
                null,
                null,
                now,
                now);
    }
}
