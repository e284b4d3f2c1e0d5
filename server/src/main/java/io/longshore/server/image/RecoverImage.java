package io.longshore.server.image;

import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Task;
import io.longshore.server.task.Tasks;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Takes a deletion back, on all of the storages that were asked for or on none. Tombstones go before the row changes; where a refusal or a crash comes
 * between, the reconciler puts them back. The storages themselves are not asked: their bits never went.
 */
public final class RecoverImage {
    private final Images images;
    private final ImageAccess access;
    private final Tasks tasks;
    private final ManifestRemoval removal;
    private final InstantSource clock;

    public RecoverImage(Images images, Tasks tasks, ManifestRemoval removal, InstantSource clock) {
        this.images = images;
        this.access = new ImageAccess(images);
        this.tasks = tasks;
        this.removal = removal;
        this.clock = clock;
    }

    /** Does it at once; {@code IMAGE_NOT_FOUND}, {@code IMAGE_NOT_DELETED}, {@code IMAGE_NOT_ON_STORAGE}, {@code IMAGE_BUSY}. */
    public Task apply(Caller caller, Optional<String> requestId, ImageOperation.RecoverImage operation) {
        unbury(caller, operation);
        return tasks.apply(caller, requestId, operation, () -> recover(caller, operation));
    }

    /** Refuses nothing: what is wrong with the request, or that it was done before, is said by the change itself. */
    private void unbury(Caller caller, ImageOperation.RecoverImage operation) {
        var storages = operation.backupStorageUuids();
        images.find(operation.imageUuid())
                .filter(image -> caller.mayUse(image.accountUuid()))
                .ifPresent(image -> image.backupStorageRefs().stream()
                        .filter(ref -> ref.status() == ImageStatus.DELETED)
                        .filter(ref -> storages.isEmpty() || storages.contains(ref.backupStorageUuid()))
                        .forEach(ref -> removal.unbury(ref.backupStorageUuid(), ImageManifests.key(ref))));
    }

    private ImageResult recover(Caller caller, ImageOperation.RecoverImage operation) {
        var image = access.find(caller, operation.imageUuid());
        var now = clock.instant();
        var chosen = ChosenRefs.toRecover(image, operation.backupStorageUuids());
        chosen.forEach(ref -> images.putRef(ref.withStatus(ImageStatus.READY, now)));
        images.update(new ImageEdit(image)
                .status(ImageStatus.READY)
                .addTags(operation.systemTags(), operation.userTags())
                .at(now));
        return new ImageResult.Changed(access.find(caller, image.uuid()));
    }
}
