package io.longshore.rest.facade;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.longshore.rest.zstack.v1.ErrorCode;
import io.longshore.v1.ErrorReason;
import io.longshore.v1.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns failures of {@code longshore.v1} into the original's: the statuses of failed calls and the failures of tasks. */
final class Failures {
    /** What a bad session is told, whatever was wrong with it. */
    private static final String SESSION_EXPIRED = "Session expired";

    private Failures() {}

    /** The refusal that a failed call stands for. Details come first; a status without them is told by its code. */
    static Refusal refusal(StatusRuntimeException failed) {
        var status = failed.getStatus();
        var error = ErrorCode.getDefaultInstance();
        var reason = ErrorReason.ERROR_REASON_UNSPECIFIED;
        for (var detail : details(failed)) {
            var told = unpack(detail, io.longshore.v1.ErrorCode.class);
            if (told != null) {
                error = error(told);
            }
            var info = unpack(detail, ErrorInfo.class);
            if (info != null) {
                reason = reason(info.getReason());
            }
        }
        if (status.getCode() == Status.Code.UNAUTHENTICATED && reason != ErrorReason.WRONG_CREDENTIALS) {
            error = ErrorCodes.INVALID_SESSION.error(SESSION_EXPIRED);
        } else if (error.getCode().isEmpty()) {
            error = codeOf(status.getCode()).error(text(status));
        }
        return new Refusal(error, reason, status.getCode());
    }

    /** The error of a task that failed or was cancelled. */
    static ErrorCode error(Failure failure) {
        return error(failure.getError());
    }

    private static ErrorCode error(io.longshore.v1.ErrorCode told) {
        var error = ErrorCode.newBuilder()
                .setCode(told.getCode())
                .setDescription(told.getDescription())
                .putAllOpaque(told.getOpaqueMap());
        if (!told.getDetails().isEmpty()) {
            error.setDetails(told.getDetails());
        }
        if (!told.getElaboration().isEmpty()) {
            error.setElaboration(told.getElaboration());
        }
        if (told.hasCause()) {
            error.setCause(error(told.getCause()));
        }
        return error.build();
    }

    private static Iterable<Any> details(StatusRuntimeException failed) {
        var status = StatusProto.fromThrowable(failed);
        return status == null ? List.of() : status.getDetailsList();
    }

    private static <T extends Message> @Nullable T unpack(Any detail, Class<T> type) {
        try {
            return detail.is(type) ? detail.unpack(type) : null;
        } catch (InvalidProtocolBufferException _) {
            return null; // a detail that cannot be read tells nothing; the status does
        }
    }

    /** The reason of this name; unspecified for one that this bridge does not know. */
    static ErrorReason reason(String name) {
        var known = ErrorReason.getDescriptor().findValueByName(name);
        return known == null ? ErrorReason.ERROR_REASON_UNSPECIFIED : ErrorReason.valueOf(known);
    }

    private static String text(Status status) {
        var description = status.getDescription();
        return description == null ? status.getCode().name() : description;
    }

    private static ErrorCodes codeOf(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> ErrorCodes.INVALID_ARGUMENT;
            case NOT_FOUND -> ErrorCodes.RESOURCE_NOT_FOUND;
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> ErrorCodes.OPERATION_FAILED;
            case PERMISSION_DENIED -> ErrorCodes.PERMISSION_DENIED;
            case UNAUTHENTICATED -> ErrorCodes.AUTHENTICATION;
            case RESOURCE_EXHAUSTED -> ErrorCodes.QUOTA_EXCEEDED;
            case UNIMPLEMENTED -> ErrorCodes.NOT_SUPPORTED;
            case DEADLINE_EXCEEDED -> ErrorCodes.TIMEOUT;
            case CANCELLED -> ErrorCodes.CANCELLED;
            case UNAVAILABLE -> ErrorCodes.NODE_UNAVAILABLE;
            case OK, UNKNOWN, INTERNAL, DATA_LOSS -> ErrorCodes.INTERNAL;
        };
    }
}
