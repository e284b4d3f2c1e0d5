package io.longshore.server.image;

import io.longshore.server.storage.Notes;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Task;
import io.longshore.server.task.Tasks;
import java.time.InstantSource;
import java.util.Optional;

/** Changes what is said of an image, whatever else is done with it. */
public final class UpdateImage {
    private final Images images;
    private final ImageAccess access;
    private final Tasks tasks;
    private final Notes notes;
    private final InstantSource clock;

    public UpdateImage(Images images, Tasks tasks, Notes notes, InstantSource clock) {
        this.images = images;
        this.access = new ImageAccess(images);
        this.tasks = tasks;
        this.notes = notes;
        this.clock = clock;
    }

    /** Does it at once; {@code IMAGE_NOT_FOUND}. */
    public Task apply(Caller caller, Optional<String> requestId, ImageOperation.UpdateImage operation) {
        var task = tasks.apply(caller, requestId, operation, () -> {
            var image = access.find(caller, operation.imageUuid());
            images.update(new ImageEdit(image).says(operation).at(clock.instant()));
            return new ImageResult.Changed(access.find(caller, image.uuid()));
        });
        images.find(operation.imageUuid()).ifPresent(image -> ImageNotes.write(notes, image));
        return task;
    }
}
