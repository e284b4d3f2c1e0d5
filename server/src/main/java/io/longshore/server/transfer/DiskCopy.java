package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.DiskSource;
import java.util.UUID;

/**
 * A disk to be copied.
 *
 * @param resource the image or backup that it is the content of, on the destination
 * @param source where it is read from; may be the destination itself, and then nothing is moved
 * @param disk which disk
 */
public record DiskCopy(UUID resource, DiskSource source, DiskIdentity disk) {}
