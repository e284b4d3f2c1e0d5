package io.longshore.server.failure;

/**
 * Why something was refused or failed, as far as a caller can act on it. The names are the wire's {@code ErrorInfo.reason} and never change;
 * {@code longshore/v1/*_service.proto} says which call fails with which.
 */
public enum Reason {
    /** A field breaks its rule. */
    INVALID_ARGUMENT,
    /** A condition or an order names a field that the listed resource does not have. */
    UNKNOWN_FIELD,
    /** No session, or one that has expired. */
    UNAUTHENTICATED,
    /** Wrong account name or password. */
    WRONG_CREDENTIALS,
    /** The account has as many sessions as it may have. */
    TOO_MANY_SESSIONS,
    /** The resource is another account's. */
    PERMISSION_DENIED,
    /** Another request, or another account, had this request_id. */
    REQUEST_ID_REUSED,
    /** Another resource has the uuid that was asked for. */
    RESOURCE_EXISTS,

    /** No image has this uuid. */
    IMAGE_NOT_FOUND,
    /** The image is not ready where it is needed. */
    IMAGE_NOT_READY,
    /** The image is not deleted. */
    IMAGE_NOT_DELETED,
    /** The image does not lie on the storage. */
    IMAGE_NOT_ON_STORAGE,
    /** The image lies on the destination already. */
    IMAGE_ALREADY_ON_STORAGE,
    /** Another task holds the image; try again when it has ended. */
    IMAGE_BUSY,

    /** No volume backup has this uuid. */
    VOLUME_BACKUP_NOT_FOUND,
    /** The volume backup is not ready where it is needed. */
    VOLUME_BACKUP_NOT_READY,
    /** The volume backup does not lie on the storage. */
    VOLUME_BACKUP_NOT_ON_STORAGE,
    /** Another task holds the volume backup; try again when it has ended. */
    VOLUME_BACKUP_BUSY,
    /** No volume backup is of this group. */
    GROUP_NOT_FOUND,
    /** Another task holds the group; try again when it has ended. */
    GROUP_BUSY,
    /** No volume of the group is a root volume. */
    ROOT_VOLUME_MISSING,
    /** More than one volume of the group is a root volume. */
    SEVERAL_ROOT_VOLUMES,

    /** No storage has this uuid. */
    STORAGE_NOT_FOUND,
    /** Another storage has this name, uuid or location. */
    STORAGE_EXISTS,
    /** Something outside needs the disk, such as clones made of it on the storage. */
    DISK_IN_USE,
    /** A storage can't be made at this location. */
    STORAGE_LOCATION_UNUSABLE,
    /** Something lies on the storage. */
    STORAGE_NOT_EMPTY,
    /** The storage is disabled. */
    STORAGE_DISABLED,
    /** The storage does not answer. */
    STORAGE_DISCONNECTED,
    /** The storage has not enough room. */
    STORAGE_FULL,
    /** A task uses the storage in a way that shuts this out; try again when it has ended. */
    STORAGE_BUSY,
    /** Source and destination are the same. */
    SAME_STORAGE,
    /** The storage's trash has no such entry. */
    TRASH_NOT_FOUND,
    /** Space was not reclaimed because something is in doubt. */
    RECLAIM_REFUSED,

    /** No upload has this uuid. */
    UPLOAD_NOT_FOUND,
    /** Bytes of the upload are missing. */
    UPLOAD_INCOMPLETE,
    /** The upload is complete, or has become something already. */
    UPLOAD_COMPLETE,
    /** Another task is making something of the upload. */
    UPLOAD_BUSY,
    /** The offset is not where the upload goes on. */
    UPLOAD_OFFSET_MISMATCH,
    /** More bytes than the upload was to have. */
    UPLOAD_TOO_LONG,
    /** Another call began to write to the upload. */
    UPLOAD_TAKEN_OVER,
    /** The uploads do not all lie on one storage. */
    UPLOADS_ON_DIFFERENT_STORAGES,
    /** A chunk is not what its checksum says. */
    CHECKSUM_MISMATCH,
    /** An offset lies behind the content's end. */
    OFFSET_OUT_OF_RANGE,

    /** The bytes are of no known format. */
    FORMAT_UNKNOWN,
    /** The bytes are of another format than was said. */
    FORMAT_MISMATCH,
    /** The file refers to other files, which would be read from the server's host. */
    FORMAT_REFERS_TO_OTHER_FILES,
    /** The disk could not be brought into the format that the storage needs. */
    CONVERSION_FAILED,
    /** Bytes differ from their digest; they must not be used. */
    DIGEST_MISMATCH,

    /** No task has this uuid. */
    TASK_NOT_FOUND,
    /** The task has ended. */
    TASK_ENDED,
    /** What the task does has no way back. */
    TASK_NOT_CANCELABLE,
    /** The task was cancelled. */
    TASK_CANCELED,

    /** The server is stopping, or something it needs does not answer; try again soon. */
    UNAVAILABLE,
    /** A storage failed in a way that has no name of its own. */
    STORAGE_ERROR,
    /** A fault of Longshore's own. */
    INTERNAL
}
