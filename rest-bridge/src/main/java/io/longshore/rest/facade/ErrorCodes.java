package io.longshore.rest.facade;

import io.grpc.Status.Code;
import io.longshore.rest.zstack.v1.ErrorCode;
import io.longshore.v1.ErrorReason;

/** The original's error codes that the bridge writes itself, with what all errors of a code have in common. */
enum ErrorCodes {
    INTERNAL("SYS.1000", "An internal error happened in system"),
    TIMEOUT("SYS.1001", "A message or a operation timeout"),
    RESOURCE_NOT_FOUND("SYS.1003", "A resource can not be found"),
    OPERATION_FAILED("SYS.1006", "An operation failed"),
    INVALID_ARGUMENT("SYS.1007", "One or more API argument is invalid"),
    NOT_READY("SYS.1010", "Management server is not ready to serve"),
    NODE_UNAVAILABLE("SYS.1012", "The management node is unavailable"),
    NOT_SUPPORTED("SYS.1014", "The operation is not implemented or not supported yet"),
    CANCELLED("SYS.1017", "A message or a operation cancelled"),
    AUTHENTICATION("ID.1000", "Unable to authenticate a user"),
    INVALID_SESSION("ID.1001", "The session is invalid, either wrong session id or the session has been expired"),
    PERMISSION_DENIED("ID.1002", "The user doesn't have permission to perform the operation"),
    QUOTA_EXCEEDED("ID.1003", "The user exceeds a quota of a resource");

    private final String code;
    private final String description;

    ErrorCodes(String code, String description) {
        this.code = code;
        this.description = description;
    }

    /** An error of this code. */
    ErrorCode error(String details) {
        return ErrorCode.newBuilder()
                .setCode(code)
                .setDescription(description)
                .setDetails(details)
                .build();
    }

    /** Whether an error is of this code. */
    boolean is(ErrorCode error) {
        return error.getCode().equals(code);
    }

    /** A failure of this code that is the bridge's own. */
    Refusal refusal(String details) {
        return new Refusal(error(details), ErrorReason.ERROR_REASON_UNSPECIFIED, Code.INVALID_ARGUMENT);
    }
}
