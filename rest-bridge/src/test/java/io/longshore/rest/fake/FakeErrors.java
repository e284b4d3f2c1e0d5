package io.longshore.rest.fake;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.Failure;
import java.util.Map;

/** Failures as the server sends them: a status with ErrorInfo and ErrorCode. */
public final class FakeErrors {
    private FakeErrors() {}

    /** A failure with all its details. */
    public static StatusRuntimeException error(Code code, String reason, String number, String details) {
        return error(
                code,
                reason,
                ErrorCode.newBuilder()
                        .setCode(number)
                        .setDescription("description of " + number)
                        .setDetails(details)
                        .build());
    }

    static StatusRuntimeException error(
            Code code, String reason, String number, String details, Map<String, String> metadata) {
        return error(
                code,
                reason,
                ErrorCode.newBuilder()
                        .setCode(number)
                        .setDescription("description of " + number)
                        .setDetails(details)
                        .putAllOpaque(metadata)
                        .build());
    }

    static StatusRuntimeException error(Code code, String reason, ErrorCode error) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code.value())
                .setMessage(error.getDetails())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain("longshore.io")
                        .build()))
                .addDetails(Any.pack(error))
                .build());
    }

    static StatusRuntimeException of(Failure failure) {
        return error(
                io.grpc.Status.fromCodeValue(failure.getStatusCode()).getCode(),
                failure.getReason(),
                failure.getError());
    }

    static StatusRuntimeException notFound(String reason, String what, String uuid) {
        return error(Code.NOT_FOUND, reason, "SYS.1003", what + "[uuid:" + uuid + "] not found");
    }
}
