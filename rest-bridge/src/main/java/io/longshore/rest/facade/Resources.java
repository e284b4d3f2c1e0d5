package io.longshore.rest.facade;

import io.longshore.v1.ErrorReason;

/** Kinds of resources: longshore's reason for a missing one, and the original's classes of the same kind. */
enum Resources {
    IMAGE(ErrorReason.IMAGE_NOT_FOUND, "ImageVO"),
    VOLUME_BACKUP(ErrorReason.VOLUME_BACKUP_NOT_FOUND, "VolumeBackupVO"),
    BACKUP_STORAGE(ErrorReason.STORAGE_NOT_FOUND, "BackupStorageVO"),
    NONE(ErrorReason.ERROR_REASON_UNSPECIFIED, "");

    private final ErrorReason reason;
    private final String originalClass;

    Resources(ErrorReason reason, String originalClass) {
        this.reason = reason;
        this.originalClass = originalClass;
    }

    /** The kind that a reason says is missing; {@link #NONE} where it says something else. */
    static Resources ofReason(ErrorReason reason) {
        for (var kind : values()) {
            if (kind.reason == reason) {
                return kind;
            }
        }
        return NONE;
    }

    /** Whether the original's class is of this kind. */
    boolean matches(String originalClass) {
        return this.originalClass.equals(originalClass);
    }

    /** The original's sentence for a resource that is not there. */
    static String notFound(String field, String uuid, String originalClass) {
        return "invalid field[%s], resource[uuid:%s, type:%s] not found".formatted(field, uuid, originalClass);
    }
}
