package io.longshore.server.rpc;

import io.longshore.server.image.Image;
import io.longshore.server.image.ImageOperation;

/** What is asked of images, beside what tasks do with them. */
public record ImageCalls(
        Find<Image> find,
        FindPage<Image> list,
        Change<ImageOperation.UpdateImage> update,
        Change<ImageOperation.ChangeImageState> changeState,
        Change<ImageOperation.RecoverImage> recover,
        Change<ImageOperation.DeleteImage> delete) {}
