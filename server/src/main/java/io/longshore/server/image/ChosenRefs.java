package io.longshore.server.image;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which of an image's references an operation means. */
final class ChosenRefs {
    private static final Set<ImageStatus> DELETED = EnumSet.of(ImageStatus.DELETED);
    private static final Set<ImageStatus> DELETED_OR_EXPUNGING = EnumSet.of(ImageStatus.DELETED, ImageStatus.EXPUNGING);

    private ChosenRefs() {}

    /** Those that a recovery is about: the named ones, each deleted, or all that are. {@code IMAGE_NOT_ON_STORAGE}, {@code IMAGE_NOT_DELETED}. */
    static List<ImageRef> toRecover(Image image, List<String> storageUuids) {
        return deleted(image, storageUuids, DELETED);
    }

    /** Those that expunging is about: the same, and what an earlier run did not bring to its end. */
    static List<ImageRef> toExpunge(Image image, List<String> storageUuids) {
        return deleted(image, storageUuids, DELETED_OR_EXPUNGING);
    }

    private static List<ImageRef> deleted(Image image, List<String> storageUuids, Set<ImageStatus> allowed) {
        if (!storageUuids.isEmpty()) {
            return storageUuids.stream()
                    .map(uuid -> deletedOn(image, uuid, allowed))
                    .toList();
        }
        var chosen = image.backupStorageRefs().stream()
                .filter(ref -> allowed.contains(ref.status()))
                .toList();
        if (chosen.isEmpty()) {
            throw new FailureException(
                    Reason.IMAGE_NOT_DELETED,
                    "image " + ImageAccess.words(image) + " is not deleted on any backup storage",
                    Map.of("imageUuid", image.uuid(), "status", image.status().name()));
        }
        return chosen;
    }

    private static ImageRef deletedOn(Image image, String storageUuid, Set<ImageStatus> allowed) {
        var ref = image.on(storageUuid).orElseThrow(() -> ImageAccess.notOn(image, storageUuid));
        if (!allowed.contains(ref.status())) {
            throw new FailureException(
                    Reason.IMAGE_NOT_DELETED,
                    "image " + ImageAccess.words(image) + " has the status " + ref.status() + " on backup storage "
                            + storageUuid + " (expected: DELETED)",
                    Map.of(
                            "imageUuid",
                            image.uuid(),
                            "backupStorageUuid",
                            storageUuid,
                            "status",
                            ref.status().name()));
        }
        return ref;
    }

    /** Those that a deletion is about: the named ones or all, without those on which the image is deleted already. {@code IMAGE_NOT_ON_STORAGE}. */
    static List<ImageRef> toDelete(Image image, List<String> storageUuids) {
        var chosen = new ArrayList<ImageRef>();
        for (var uuid : storageUuids) {
            chosen.add(image.on(uuid)
                    .filter(ref -> ref.status() != ImageStatus.EXPUNGING) // it is as good as gone from there
                    .orElseThrow(() -> ImageAccess.notOn(image, uuid)));
        }
        if (storageUuids.isEmpty()) {
            chosen.addAll(image.backupStorageRefs());
        }
        chosen.removeIf(ref -> DELETED_OR_EXPUNGING.contains(ref.status()));
        return List.copyOf(chosen);
    }
}
