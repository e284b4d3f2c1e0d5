package io.longshore.rest.facade;

/** Kinds of resources: longshore's reason for a missing one, and the original's classes of the same kind. */
enum Resources {
    IMAGE("IMAGE_NOT_FOUND", "ImageVO"),
    VOLUME_BACKUP("VOLUME_BACKUP_NOT_FOUND", "VolumeBackupVO"),
    BACKUP_STORAGE("STORAGE_NOT_FOUND", "BackupStorageVO"),
    NONE("", "");

    private final String reason;
    private final String originalClass;

    Resources(String reason, String originalClass) {
        this.reason = reason;
        this.originalClass = originalClass;
    }

    /** The kind that a reason says is missing; {@link #NONE} where it says something else. */
    static Resources ofReason(String reason) {
        for (var kind : values()) {
            if (kind != NONE && kind.reason.equals(reason)) {
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
