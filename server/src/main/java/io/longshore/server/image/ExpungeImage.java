package io.longshore.server.image;

import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.time.InstantSource;
import java.util.List;

/**
 * Removes a deleted image for good: its references are expunging from the start on, then manifest and tombstone go, then the row. There is no way back. On a
 * storage that is away the reconciler finishes it.
 */
public final class ExpungeImage implements Work<ImageOperation.ExpungeImage> {
    private final Images images;
    private final ImageAccess access;
    private final ManifestRemoval removal;
    private final InstantSource clock;

    public ExpungeImage(Images images, ManifestRemoval removal, InstantSource clock) {
        this.images = images;
        this.access = new ImageAccess(images);
        this.removal = removal;
        this.clock = clock;
    }

    @Override
    public void accept(Caller caller, ImageOperation.ExpungeImage operation) {
        var image = access.find(caller, operation.imageUuid());
        var now = clock.instant();
        ChosenRefs.toExpunge(image, operation.backupStorageUuids())
                .forEach(ref -> images.putRef(ref.withStatus(ImageStatus.EXPUNGING, now)));
        ImageStatuses.settle(images, image.uuid(), now);
    }

    @Override
    public Outcome run(ImageOperation.ExpungeImage operation, TaskContext context) {
        for (var ref : expunging(operation)) {
            var key = ImageManifests.key(ref);
            if (removal.remove(ref.backupStorageUuid(), key)) {
                context.transaction(() -> {
                    ImageManifests.removeExpunged(images, ref.backupStorageUuid(), key, clock);
                    return true;
                });
            }
        }
        return Outcome.of(() ->
                new ImageResult.Expunged(images.find(operation.imageUuid()).orElse(null)));
    }

    private List<ImageRef> expunging(ImageOperation.ExpungeImage operation) {
        return images.find(operation.imageUuid()).stream()
                .flatMap(image -> image.backupStorageRefs().stream())
                .filter(ref -> ref.status() == ImageStatus.EXPUNGING)
                .toList();
    }

    /** Nothing is taken back: what is expunging is the reconciler's to finish. */
    @Override
    public void abandon(ImageOperation.ExpungeImage operation) {}
}
