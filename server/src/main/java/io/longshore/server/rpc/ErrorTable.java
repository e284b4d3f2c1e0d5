package io.longshore.server.rpc;

import io.grpc.Status.Code;
import io.longshore.server.failure.Reason;

/** How each reason is told: gRPC's code and the original API's number. The switches have no {@code default}: a new reason does not compile until it is here. */
final class ErrorTable {
    private ErrorTable() {}

    /** The code that a call ends with. */
    static Code codeOf(Reason reason) {
        return switch (reason) {
            case INVALID_ARGUMENT,
                    UNKNOWN_FIELD,
                    SAME_STORAGE,
                    UPLOAD_TOO_LONG,
                    FORMAT_UNKNOWN,
                    FORMAT_MISMATCH,
                    FORMAT_REFERS_TO_OTHER_FILES -> Code.INVALID_ARGUMENT;
            case OFFSET_OUT_OF_RANGE -> Code.OUT_OF_RANGE;
            case UNAUTHENTICATED, WRONG_CREDENTIALS -> Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Code.PERMISSION_DENIED;
            case TOO_MANY_SESSIONS, STORAGE_FULL -> Code.RESOURCE_EXHAUSTED;
            case REQUEST_ID_REUSED, RESOURCE_EXISTS, STORAGE_EXISTS -> Code.ALREADY_EXISTS;
            case IMAGE_NOT_FOUND,
                    VOLUME_BACKUP_NOT_FOUND,
                    GROUP_NOT_FOUND,
                    STORAGE_NOT_FOUND,
                    TRASH_NOT_FOUND,
                    UPLOAD_NOT_FOUND,
                    TASK_NOT_FOUND -> Code.NOT_FOUND;
            case IMAGE_NOT_READY,
                    IMAGE_NOT_DELETED,
                    IMAGE_NOT_ON_STORAGE,
                    IMAGE_ALREADY_ON_STORAGE,
                    VOLUME_BACKUP_NOT_READY,
                    VOLUME_BACKUP_NOT_ON_STORAGE,
                    ROOT_VOLUME_MISSING,
                    SEVERAL_ROOT_VOLUMES,
                    STORAGE_LOCATION_UNUSABLE,
                    STORAGE_NOT_EMPTY,
                    DISK_IN_USE,
                    CONVERSION_FAILED,
                    STORAGE_DISABLED,
                    RECLAIM_REFUSED,
                    UPLOAD_INCOMPLETE,
                    UPLOAD_COMPLETE,
                    UPLOAD_OFFSET_MISMATCH,
                    UPLOADS_ON_DIFFERENT_STORAGES,
                    TASK_ENDED,
                    TASK_NOT_CANCELABLE -> Code.FAILED_PRECONDITION;
            case IMAGE_BUSY, VOLUME_BACKUP_BUSY, GROUP_BUSY, STORAGE_BUSY, UPLOAD_BUSY, UPLOAD_TAKEN_OVER ->
                Code.ABORTED;
            case STORAGE_DISCONNECTED, UNAVAILABLE -> Code.UNAVAILABLE;
            case CHECKSUM_MISMATCH, DIGEST_MISMATCH -> Code.DATA_LOSS;
            case TASK_CANCELED -> Code.CANCELLED;
            case STORAGE_ERROR, INTERNAL -> Code.INTERNAL;
        };
    }

    /** The number under which callers of the original API know it. */
    static OriginalError originalOf(Reason reason) {
        return switch (reason) {
            case INVALID_ARGUMENT,
                    UNKNOWN_FIELD,
                    SAME_STORAGE,
                    IMAGE_NOT_ON_STORAGE,
                    UPLOAD_TOO_LONG,
                    OFFSET_OUT_OF_RANGE,
                    FORMAT_UNKNOWN,
                    FORMAT_MISMATCH,
                    FORMAT_REFERS_TO_OTHER_FILES -> OriginalError.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> OriginalError.INVALID_SESSION;
            case WRONG_CREDENTIALS -> OriginalError.NOT_AUTHENTICATED;
            case TOO_MANY_SESSIONS -> OriginalError.TOO_MANY_SESSIONS;
            case PERMISSION_DENIED -> OriginalError.PERMISSION_DENIED;
            case IMAGE_NOT_FOUND,
                    VOLUME_BACKUP_NOT_FOUND,
                    GROUP_NOT_FOUND,
                    STORAGE_NOT_FOUND,
                    TRASH_NOT_FOUND,
                    UPLOAD_NOT_FOUND,
                    TASK_NOT_FOUND -> OriginalError.NOT_FOUND;
            case RESOURCE_EXISTS, STORAGE_LOCATION_UNUSABLE -> OriginalError.NOT_CREATED;
            case STORAGE_NOT_EMPTY, DISK_IN_USE -> OriginalError.NOT_DELETED;
            case REQUEST_ID_REUSED,
                    IMAGE_NOT_READY,
                    IMAGE_NOT_DELETED,
                    IMAGE_ALREADY_ON_STORAGE,
                    IMAGE_BUSY,
                    VOLUME_BACKUP_NOT_READY,
                    VOLUME_BACKUP_NOT_ON_STORAGE,
                    VOLUME_BACKUP_BUSY,
                    GROUP_BUSY,
                    ROOT_VOLUME_MISSING,
                    SEVERAL_ROOT_VOLUMES,
                    STORAGE_EXISTS,
                    STORAGE_DISABLED,
                    STORAGE_DISCONNECTED,
                    STORAGE_BUSY,
                    RECLAIM_REFUSED,
                    CONVERSION_FAILED,
                    UPLOAD_INCOMPLETE,
                    UPLOAD_COMPLETE,
                    UPLOAD_BUSY,
                    UPLOAD_OFFSET_MISMATCH,
                    UPLOADS_ON_DIFFERENT_STORAGES -> OriginalError.OPERATION_FAILED;
            case STORAGE_FULL -> OriginalError.NO_ROOM;
            case UPLOAD_TAKEN_OVER -> OriginalError.UPLOAD_INTERRUPTED;
            case CHECKSUM_MISMATCH, DIGEST_MISMATCH, STORAGE_ERROR -> OriginalError.IO;
            case TASK_ENDED -> OriginalError.NOTHING_TO_CANCEL;
            case TASK_NOT_CANCELABLE -> OriginalError.NOT_CANCELABLE;
            case TASK_CANCELED -> OriginalError.CANCELED;
            case UNAVAILABLE -> OriginalError.UNAVAILABLE;
            case INTERNAL -> OriginalError.INTERNAL;
        };
    }
}
