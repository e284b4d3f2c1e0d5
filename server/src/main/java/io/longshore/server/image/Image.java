package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image, and where it lies. The contract ({@code longshore/v1/image.proto}) says what each field means.
 *
 * @param identity null while the image is being made
 * @param backupStorageRefs where it lies, in the order in which it came there
 */
public record Image(
        String uuid,
        String accountUuid,
        String name,
        @Nullable String description,
        ImageState state,
        ImageStatus status,
        MediaType mediaType,
        String format,
        long sizeBytes,
        long actualSizeBytes,
        @Nullable String md5Sum,
        @Nullable String url,
        @Nullable String guestOsType,
        @Nullable String platform,
        @Nullable String architecture,
        boolean system,
        @Nullable Boolean virtio,
        @Nullable DiskIdentity identity,
        List<ImageRef> backupStorageRefs,
        List<String> systemTags,
        List<String> userTags,
        Instant createTime,
        Instant updateTime) {
    public Image {
        backupStorageRefs = List.copyOf(backupStorageRefs);
        systemTags = List.copyOf(systemTags);
        userTags = List.copyOf(userTags);
    }

    /** The image's entry for a storage; empty where it does not lie there. */
    public Optional<ImageRef> on(String backupStorageUuid) {
        return backupStorageRefs.stream()
                .filter(ref -> ref.backupStorageUuid().equals(backupStorageUuid))
                .findFirst();
    }

    /** Whether an image may be used, as its user asked. */
    public enum ImageState {
        ENABLED,
        DISABLED
    }

    /** What is true of an image, on one storage or over all. */
    public enum ImageStatus {
        CREATING,
        DOWNLOADING,
        READY,
        ERROR,
        DELETED,
        MIGRATING,
        EXPUNGING
    }

    /** What a machine does with it. */
    public enum MediaType {
        ROOT_VOLUME_TEMPLATE,
        DATA_VOLUME_TEMPLATE,
        ISO
    }

    /**
     * An image on one storage.
     *
     * @param manifestId which of the storage's manifests for this image is meant; empty while it is being made
     */
    public record ImageRef(
            long id,
            String imageUuid,
            String backupStorageUuid,
            String installPath,
            String manifestId,
            ImageStatus status,
            @Nullable String exportUrl,
            @Nullable String exportMd5Sum,
            Instant createTime,
            Instant updateTime) {
        /** The same in another status. */
        public ImageRef withStatus(ImageStatus changed, Instant now) {
            return new ImageRef(
                    id,
                    imageUuid,
                    backupStorageUuid,
                    installPath,
                    manifestId,
                    changed,
                    exportUrl,
                    exportMd5Sum,
                    createTime,
                    now);
        }
    }
}
