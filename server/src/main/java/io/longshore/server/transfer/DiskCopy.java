package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.DiskSource;
import io.longshore.server.driver.StorageDriver;
import java.util.UUID;

/**
 * A disk to be copied.
 *
 * @param resource the image or backup that it is the content of, on the destination
 * @param source where it is read from; may be the destination itself, which moves nothing where equal blocks are kept once
 * @param disk which disk
 * @param there whether the resource lies on the destination already, published: then nothing is read, asked or written, and the receipt says so
 */
public record DiskCopy(UUID resource, DiskSource source, DiskIdentity disk, boolean there) {
    /** One that the destination is to get. */
    public DiskCopy(UUID resource, DiskSource source, DiskIdentity disk) {
        this(resource, source, disk, false);
    }

    /** One that the destination has published. */
    public static DiskCopy there(UUID resource, StorageDriver destination, DiskIdentity disk) {
        return new DiskCopy(resource, destination, disk, true);
    }
}
