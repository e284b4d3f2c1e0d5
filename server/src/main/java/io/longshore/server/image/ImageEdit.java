package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.RawConversion;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An image with some of its fields changed. A null leaves a field as it is; an empty text takes a text away that may be absent. */
final class ImageEdit {
    private final Image image;
    private String name;
    private @Nullable String description;
    private ImageState state;
    private ImageStatus status;
    private MediaType mediaType;
    private @Nullable String guestOsType;
    private @Nullable String platform;
    private @Nullable String architecture;
    private boolean system;
    private @Nullable Boolean virtio;
    private String format;
    private long actualSizeBytes;
    private @Nullable String md5Sum;
    private @Nullable DiskIdentity identity;
    private List<String> systemTags;
    private List<String> userTags;

    ImageEdit(Image image) {
        this.image = image;
        this.name = image.name();
        this.description = image.description();
        this.state = image.state();
        this.status = image.status();
        this.mediaType = image.mediaType();
        this.guestOsType = image.guestOsType();
        this.platform = image.platform();
        this.architecture = image.architecture();
        this.system = image.system();
        this.virtio = image.virtio();
        this.format = image.format();
        this.actualSizeBytes = image.actualSizeBytes();
        this.md5Sum = image.md5Sum();
        this.identity = image.identity();
        this.systemTags = image.systemTags();
        this.userTags = image.userTags();
    }

    ImageEdit state(ImageState changed) {
        state = changed;
        return this;
    }

    ImageEdit status(ImageStatus changed) {
        status = changed;
        return this;
    }

    /** Makes it a raw disk that it was converted to. */
    ImageEdit converted(RawConversion.Converted raw) {
        format = DiskFormat.RAW.wireName();
        actualSizeBytes = raw.actualSizeBytes();
        md5Sum = null;
        identity = raw.disk();
        return this;
    }

    /** Adds tags that the image does not have yet. */
    ImageEdit addTags(List<String> moreSystemTags, List<String> moreUserTags) {
        systemTags = union(systemTags, moreSystemTags);
        userTags = union(userTags, moreUserTags);
        return this;
    }

    ImageEdit says(ImageOperation.UpdateImage update) {
        name = update.name() == null ? name : update.name();
        description = text(description, update.description());
        mediaType = update.mediaType() == null ? mediaType : update.mediaType();
        guestOsType = text(guestOsType, update.guestOsType());
        platform = text(platform, update.platform());
        architecture = text(architecture, update.architecture());
        system = update.system() == null ? system : update.system();
        virtio = update.virtio() == null ? virtio : update.virtio();
        return this;
    }

    /** The image as it is from now on. */
    Image at(Instant now) {
        return new Image(
                image.uuid(),
                image.accountUuid(),
                name,
                description,
                state,
                status,
                mediaType,
                format,
                image.sizeBytes(),
                actualSizeBytes,
                md5Sum,
                image.url(),
                guestOsType,
                platform,
                architecture,
                system,
                virtio,
                identity,
                image.backupStorageRefs(),
                systemTags,
                userTags,
                image.createTime(),
                now);
    }

    private static @Nullable String text(@Nullable String was, @Nullable String said) {
        return said == null ? was : said.isEmpty() ? null : said;
    }

    private static List<String> union(List<String> have, List<String> more) {
        return more.isEmpty()
                ? have
                : Stream.concat(have.stream(), more.stream()).distinct().toList();
    }
}
