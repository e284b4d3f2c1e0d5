package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.longshore.v1.ErrorCode;

/** What a refused call's status says. */
record Refusal(Status.Code code, String reason, String zstackCode, String details) {
    /** Makes a call that must be refused. */
    static Refusal of(Runnable call) {
        var thrown = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(thrown).as("a refusal").isNotNull();
        var reason = "";
        var error = ErrorCode.getDefaultInstance();
        try {
            for (var detail : StatusProto.fromThrowable(thrown).getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    reason = detail.unpack(ErrorInfo.class).getReason();
                } else if (detail.is(ErrorCode.class)) {
                    error = detail.unpack(ErrorCode.class);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        return new Refusal(thrown.getStatus().getCode(), reason, error.getCode(), error.getDetails());
    }
}
