package io.longshore.rest.facade;

import io.grpc.Status.Code;
import io.longshore.rest.zstack.v1.ErrorCode;
import io.longshore.v1.ErrorReason;
import java.util.Optional;

/** An API's failure in the original's words: the {@code error} of a 503, or of a failed job. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode error;
    private final ErrorReason reason;
    private final Code code;

    /**
     * {@code reason} is longshore's own, unspecified where the bridge itself refuses; {@code code} is how the call ended.
     */
    Refusal(ErrorCode error, ErrorReason reason, Code code) {
        super(error.getCode() + ": " + error.getDetails(), null, false, false);
        this.error = error;
        this.reason = reason;
        this.code = code;
    }

    /** What a caller is told. */
    public ErrorCode error() {
        return error;
    }

    /** Longshore's own reason; unspecified where the bridge itself refuses, or where this bridge does not know it. */
    ErrorReason reason() {
        return reason;
    }

    /** Whether another request, or another account, had the job's uuid. */
    public boolean requestIdReused() {
        return reason == ErrorReason.REQUEST_ID_REUSED;
    }

    /** Whether the same call may succeed later: what it needs is busy, unreachable, or it lacks a good session. */
    public boolean healable() {
        return switch (code) {
            case OK, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, FAILED_PRECONDITION -> false;
            case OUT_OF_RANGE, UNIMPLEMENTED, DATA_LOSS -> false;
            case CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED -> true;
            case INTERNAL, UNAVAILABLE, UNAUTHENTICATED -> true;
        };
    }

    /** Whether the server gave no answer at all, so that nothing is known of what was asked. */
    boolean unanswered() {
        return code == Code.UNAVAILABLE || code == Code.DEADLINE_EXCEEDED || code == Code.CANCELLED;
    }

    /** What the failure tells by name, such as {@code backupStorageUuid}. */
    Optional<String> told(String name) {
        return Optional.ofNullable(error.getOpaqueMap().get(name));
    }

    /** Whether the failure tells this value, under whatever name or in its text. */
    boolean tells(String value) {
        return error.getOpaqueMap().containsValue(value) || error.getDetails().contains(value);
    }

    /** The same failure in other words. */
    Refusal saying(String details) {
        return new Refusal(error.toBuilder().setDetails(details).build(), reason, code);
    }

    /** The same failure as one of another code, in other words. */
    Refusal as(ErrorCodes other, String details) {
        var told = error.toBuilder().mergeFrom(other.error(details)).build();
        return new Refusal(told, reason, code);
    }
}
