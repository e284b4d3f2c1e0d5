package io.longshore.cli.image;

import io.longshore.v1.AddImageRequest;
import io.longshore.v1.ImageMediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said of a new image. */
final class ImageProperties {
    /** What a machine does with an image, as users say it. */
    enum MediaType {
        root(ImageMediaType.IMAGE_MEDIA_TYPE_ROOT_VOLUME_TEMPLATE),
        data(ImageMediaType.IMAGE_MEDIA_TYPE_DATA_VOLUME_TEMPLATE),
        iso(ImageMediaType.IMAGE_MEDIA_TYPE_ISO);

        private final ImageMediaType type;

        MediaType(ImageMediaType type) {
            this.type = type;
        }
    }

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "qcow2, raw, iso or vmdk. Default: found out from the bytes.")
    private @Nullable String format;

    @Option(names = "--media-type", paramLabel = "root|data|iso", description = "What a machine does with it.")
    private @Nullable MediaType mediaType;

    @Option(
            names = "--platform",
            paramLabel = "PLATFORM",
            description = "Linux, Windows, Other, Paravirtualization or WindowsVirtio.")
    private @Nullable String platform;

    @Option(names = "--architecture", paramLabel = "ARCH", description = "x86_64, aarch64, mips64el or loongarch64.")
    private @Nullable String architecture;

    @Option(names = "--guest-os", paramLabel = "TEXT", description = "The guest's operating system.")
    private @Nullable String guestOs;

    @Option(names = "--tag", paramLabel = "TAG", description = "A user tag; may be repeated.")
    private List<String> tags = List.of();

    AddImageRequest.Builder fill(AddImageRequest.Builder request) {
        request.addAllUserTags(tags);
        if (description != null) {
            request.setDescription(description);
        }
        if (format != null) {
            request.setFormat(format);
        }
        if (mediaType != null) {
            request.setMediaType(mediaType.type);
        }
        if (platform != null) {
            request.setPlatform(platform);
        }
        if (architecture != null) {
            request.setArchitecture(architecture);
        }
        if (guestOs != null) {
            request.setGuestOsType(guestOs);
        }
        return request;
    }
}
