package io.longshore.server.image;

import io.longshore.server.task.Result;
import io.longshore.server.transfer.Plan;
import io.longshore.server.transfer.Receipt;
import org.jspecify.annotations.Nullable;

/** What the operations on images give. */
public sealed interface ImageResult extends Result {
    /** Of those that change it at once: the image after the change. */
    record Changed(Image image) implements ImageResult {}

    /** Of ExpungeImage: the image as far as it is still there. */
    record Expunged(@Nullable Image image) implements ImageResult {}

    /** Of AddImage, MigrateImage and CreateDataVolumeTemplate: the image and what was done with its bytes. */
    record Stored(Image image, Receipt receipt) implements ImageResult {}

    /** Of a dry run of MigrateImage: the image as it is, and what would be sent. */
    record Planned(Image image, Plan plan) implements ImageResult {}
}
