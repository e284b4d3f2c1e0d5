package io.longshore.cli.fake;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.Failure;

/** Failures as the server sends them. */
public final class Failures {
    private Failures() {}

    public static StatusRuntimeException of(Status.Code code, String reason, ErrorCode error) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(error.getDetails())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain("longshore.io")
                        .build()))
                .addDetails(Any.pack(error))
                .build());
    }

    public static StatusRuntimeException of(Status.Code code, String reason, String details) {
        return of(code, reason, ErrorCode.newBuilder().setDetails(details).build());
    }

    public static StatusRuntimeException invalid(String field, String description) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.INVALID_ARGUMENT.value())
                .setMessage("the request breaks a rule")
                .addDetails(Any.pack(
                        ErrorInfo.newBuilder().setReason("INVALID_ARGUMENT").build()))
                .addDetails(Any.pack(BadRequest.newBuilder()
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField(field)
                                .setDescription(description))
                        .build()))
                .build());
    }

    public static StatusRuntimeException of(Failure failure) {
        return of(Status.fromCodeValue(failure.getStatusCode()).getCode(), failure.getReason(), failure.getError());
    }
}
