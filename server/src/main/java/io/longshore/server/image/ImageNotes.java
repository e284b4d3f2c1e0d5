package io.longshore.server.image;

import io.longshore.server.driver.ManifestKind;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.storage.Notes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is written down on storages of an image. {@link AdoptedImages} reads it. */
final class ImageNotes {
    static final String STATE = "state";
    static final String MEDIA_TYPE = "media-type";
    static final String SIZE_BYTES = "size-bytes";
    static final String ACTUAL_SIZE_BYTES = "actual-size-bytes";
    static final String URL = "url";
    static final String GUEST_OS_TYPE = "guest-os-type";
    static final String PLATFORM = "platform";
    static final String ARCHITECTURE = "architecture";
    static final String SYSTEM = "system";
    static final String VIRTIO = "virtio";
    static final String CREATE_TIME = "create-time";

    private ImageNotes() {}

    /** Writes on all storages on which the image lies. */
    static void write(Notes notes, Image image) {
        write(
                notes,
                image,
                image.backupStorageRefs().stream()
                        .map(ImageRef::backupStorageUuid)
                        .toList());
    }

    static void write(Notes notes, Image image, List<String> storageUuids) {
        var text = new Notes.Text(
                image.name(), image.description(), image.systemTags(), image.userTags(), properties(image));
        notes.write(storageUuids, ManifestKind.IMAGE, image.uuid(), text);
    }

    private static Map<String, String> properties(Image image) {
        var properties = new HashMap<String, String>();
        properties.put(STATE, image.state().name());
        properties.put(MEDIA_TYPE, image.mediaType().name());
        properties.put(SIZE_BYTES, Long.toString(image.sizeBytes()));
        properties.put(ACTUAL_SIZE_BYTES, Long.toString(image.actualSizeBytes()));
        properties.put(SYSTEM, Boolean.toString(image.system()));
        properties.put(CREATE_TIME, image.createTime().toString());
        put(properties, URL, image.url());
        put(properties, GUEST_OS_TYPE, image.guestOsType());
        put(properties, PLATFORM, image.platform());
        put(properties, ARCHITECTURE, image.architecture());
        put(properties, VIRTIO, image.virtio() == null ? null : image.virtio().toString());
        return properties;
    }

    private static void put(Map<String, String> properties, String name, @Nullable String value) {
        if (value != null) {
            properties.put(name, value);
        }
    }
}
