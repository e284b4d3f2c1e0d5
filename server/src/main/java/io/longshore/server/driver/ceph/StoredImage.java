package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskIdentity;
import java.util.UUID;

/**
 * An RBD image that holds a published disk.
 *
 * @param imageId its id in the pool, which no rename changes
 * @param task the task or upload that wrote it
 * @param disk what that one called the disk
 * @param storedBytes bytes of its blocks
 * @param content the disk
 */
record StoredImage(String imageId, UUID task, UUID disk, long storedBytes, DiskIdentity content) {}
