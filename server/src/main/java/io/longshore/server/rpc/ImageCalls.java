package io.longshore.server.rpc;

import io.longshore.server.image.Image;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.task.Caller;

/**
 * What is asked of images, beside what tasks do with them.
 *
 * @param find an image that the caller may see
 * @param list a page of them
 */
public record ImageCalls(
        Find find,
        List list,
        Change<ImageOperation.UpdateImage> update,
        Change<ImageOperation.ChangeImageState> changeState,
        Change<ImageOperation.RecoverImage> recover,
        Change<ImageOperation.DeleteImage> delete,
        Change<ImageOperation.ExpungeImage> expunge) {
    /** Finds an image; {@code IMAGE_NOT_FOUND}. */
    @FunctionalInterface
    public interface Find {
        Image find(Caller caller, String uuid);
    }

    /** Lists images. */
    @FunctionalInterface
    public interface List {
        Page<Image> list(Caller caller, Query query);
    }
}
