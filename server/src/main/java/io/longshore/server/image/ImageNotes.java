package io.longshore.server.image;

import io.longshore.server.driver.ManifestKind;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.storage.Notes;
import java.util.List;

/** What is written down on storages of an image. */
final class ImageNotes {
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
        var text = new Notes.Text(image.name(), image.description(), image.systemTags(), image.userTags());
        notes.write(storageUuids, ManifestKind.IMAGE, image.uuid(), text);
    }
}
