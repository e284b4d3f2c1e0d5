package io.longshore.server.storage;

import java.time.Instant;

/**
 * Bits that a migration left on its source.
 *
 * @param manifestId the image's manifest there
 * @param sizeBytes the image's actual size
 * @param taskUuid the migration
 */
public record TrashEntry(
        long id,
        String backupStorageUuid,
        String imageUuid,
        String imageName,
        String installPath,
        String manifestId,
        long sizeBytes,
        String taskUuid,
        Instant createTime) {
    /** Why such bits have a tombstone. */
    public static final String MIGRATED = "MIGRATED";

    /** Why a deleted image has one. */
    public static final String DELETED = "DELETED";
}
