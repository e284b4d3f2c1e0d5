package io.longshore.server.image;

import io.longshore.server.failure.FailureException;
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
 * Removes a deleted image for good. First each storage is asked whether anything outside needs the disk, such as a clone: then nothing is changed. Else the
 * references are expunging, manifest and tombstone go, then the row. There is no way back. On a storage that is away the reconciler finishes it.
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
        var _ = ChosenRefs.toExpunge(access.find(caller, operation.imageUuid()), operation.backupStorageUuids());
    }

    @Override
    public Outcome run(ImageOperation.ExpungeImage operation, TaskContext context) {
        var chosen = chosen(operation);
        for (var ref : chosen) {
            removal.refusal(ref.backupStorageUuid(), ImageManifests.key(ref)).ifPresent(refusal -> {
                keep(ref, context);
                throw refusal;
            });
        }
        remove(begin(operation, context), context);
        return Outcome.of(() ->
                new ImageResult.Expunged(images.find(operation.imageUuid()).orElse(null)));
    }

    /** Those of the chosen references that are there still. */
    private List<ImageRef> chosen(ImageOperation.ExpungeImage operation) {
        var named = operation.backupStorageUuids();
        return images.find(operation.imageUuid()).stream()
                .flatMap(image -> image.backupStorageRefs().stream())
                .filter(ref -> ref.status() == ImageStatus.DELETED || ref.status() == ImageStatus.EXPUNGING)
                .filter(ref -> named.isEmpty() || named.contains(ref.backupStorageUuid()))
                .toList();
    }

    /** Looks again: after a restart the reconciler may have finished some of them meanwhile. */
    private List<ImageRef> begin(ImageOperation.ExpungeImage operation, TaskContext context) {
        var now = clock.instant();
        return context.transaction(() -> {
            var chosen = chosen(operation);
            chosen.forEach(ref -> images.putRef(ref.withStatus(ImageStatus.EXPUNGING, now)));
            chosen.stream().findFirst().ifPresent(ref -> ImageStatuses.settle(images, ref.imageUuid(), now));
            return chosen;
        });
    }

    /** Removes what it can; where something has come to need a disk since it was asked about, that copy is deleted as before, and the task fails with it. */
    private void remove(List<ImageRef> chosen, TaskContext context) {
        FailureException refused = null;
        for (var ref : chosen) {
            try {
                remove(ref, context);
            } catch (FailureException e) {
                keep(ref, context);
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void remove(ImageRef ref, TaskContext context) {
        var key = ImageManifests.key(ref);
        if (removal.expunge(ref.backupStorageUuid(), key)) {
            context.transaction(() -> {
                ImageManifests.removeExpunged(images, ref.backupStorageUuid(), key, clock);
                return true;
            });
        }
    }

    private void keep(ImageRef ref, TaskContext context) {
        context.transaction(() -> {
            ImageManifests.keepExpunging(images, ref.backupStorageUuid(), ImageManifests.key(ref), clock);
            return true;
        });
    }

    /** Nothing is taken back: what is expunging is the reconciler's to finish. */
    @Override
    public void abandon(ImageOperation.ExpungeImage operation) {}
}
