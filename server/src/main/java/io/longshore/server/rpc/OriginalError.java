package io.longshore.server.rpc;

/** The original API's errors that Longshore's are told as: its numbers, and its words for what errors of one number have in common. */
enum OriginalError {
    INTERNAL("SYS.1000", "An internal error happened in system"),
    NOT_CREATED("SYS.1002", "Unable to create a resource"),
    NOT_FOUND("SYS.1003", "A resource can not be found"),
    NOT_DELETED("SYS.1004", "Unable to delete a resource"),
    OPERATION_FAILED("SYS.1006", "An operation failed"),
    INVALID_ARGUMENT("SYS.1007", "One or more API argument is invalid"),
    UNAVAILABLE("SYS.1012", "The management node is unavailable"),
    IO("SYS.1016", "Cannot do an IO operation(e.g. network IO error, file IO error)"),
    NOT_AUTHENTICATED("ID.1000", "Unable to authenticate a user"),
    INVALID_SESSION("ID.1001", "The session is invalid, either wrong session id or the session has been expired"),
    PERMISSION_DENIED("ID.1002", "The user doesn't have permission to perform the operation"),
    TOO_MANY_SESSIONS("ID.1006", "Max number of active sessions exceeded"),
    UPLOAD_INTERRUPTED("IMG.1001", "upload image interrupted"),
    NO_ROOM("BS.1003", "Unable to allocate a backup storage"),
    CANCELED("LONG_JOB.1000", "long job has been canceled"),
    NOTHING_TO_CANCEL(
            "LONG_JOB.1001",
            "no cancelable running task, please wait for job to cancel itself off or try again later."),
    NOT_CANCELABLE("LONG_JOB.1003", "operation is not supported.");

    private final String code;
    private final String description;

    OriginalError(String code, String description) {
        this.code = code;
        this.description = description;
    }

    /** The error's number, such as {@code SYS.1003}. */
    String code() {
        return code;
    }

    /** What errors of this number have in common. */
    String description() {
        return description;
    }
}
