package io.longshore.server.image;

import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Task;
import io.longshore.server.task.Tasks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes an image so that it can be recovered. Row first, then the tombstone; a storage that is away gets its tombstone from the reconciler. */
public final class DeleteImage {
    private final Images images;
    private final ImageAccess access;
    private final Tasks tasks;
    private final ManifestRemoval removal;
    private final InstantSource clock;

    public DeleteImage(Images images, Tasks tasks, ManifestRemoval removal, InstantSource clock) {
        this.images = images;
        this.access = new ImageAccess(images);
        this.tasks = tasks;
        this.removal = removal;
        this.clock = clock;
    }

    /** Does it at once; {@code IMAGE_NOT_FOUND}, {@code IMAGE_NOT_ON_STORAGE}, {@code IMAGE_BUSY}. Deleting a deleted image succeeds. */
    public Task apply(Caller caller, Optional<String> requestId, ImageOperation.DeleteImage operation) {
        var deleted = new ArrayList<ImageRef>();
        var task = tasks.apply(caller, requestId, operation, () -> delete(caller, operation, deleted));
        deleted.forEach(ref -> bury(ref, task.uuid()));
        return task;
    }

    private ImageResult delete(Caller caller, ImageOperation.DeleteImage operation, List<ImageRef> deleted) {
        var image = access.find(caller, operation.imageUuid());
        var now = clock.instant();
        deleted.clear();
        for (var ref : ChosenRefs.toDelete(image, operation.backupStorageUuids())) {
            images.putRef(ref.withStatus(ImageStatus.DELETED, now));
            deleted.add(ref);
        }
        return ImageStatuses.settle(images, image.uuid(), now);
    }

    /** Not where it was recovered by now. */
    private void bury(ImageRef ref, String taskUuid) {
        boolean still = images.find(ref.imageUuid())
                .flatMap(image -> image.on(ref.backupStorageUuid()))
                .filter(now -> now.status() == ImageStatus.DELETED)
                .isPresent();
        if (still) {
            removal.bury(ref.backupStorageUuid(), ImageManifests.key(ref), taskUuid, TrashEntry.DELETED);
        }
    }
}
