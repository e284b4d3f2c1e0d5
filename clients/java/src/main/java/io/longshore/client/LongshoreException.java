package io.longshore.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call or an operation that failed, with all that the server told of it. Also a server that can't be reached: see {@link #lostContact}. */
public final class LongshoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the server says when it stops or can't take calls; anything else under UNAVAILABLE is about a storage. */
    private static final String SERVER_UNAVAILABLE = "UNAVAILABLE";

    private final Status.Code code;
    private final String reason;
    private final transient List<ErrorCode> errors;
    private final transient List<Violation> violations;
    private final transient Map<String, String> metadata;

    private LongshoreException(
            String message,
            @Nullable Throwable cause,
            Status.Code code,
            String reason,
            Optional<ErrorCode> error,
            List<Violation> violations,
            Map<String, String> metadata) {
        super(message, cause);
        this.code = code;
        this.reason = reason;
        this.errors = error.map(LongshoreException::chain).orElse(List.of());
        this.violations = List.copyOf(violations);
        this.metadata = Map.copyOf(metadata);
    }

    /**
     * A field of the request that breaks its rule.
     *
     * @param field its path in the request
     * @param description the rule, in words
     */
    public record Violation(String field, String description) {}

    /** Reads what a call's status says. */
    public static LongshoreException of(StatusException failure) {
        var status = failure.getStatus();
        var info = ErrorInfo.getDefaultInstance();
        Optional<ErrorCode> error = Optional.empty();
        var violations = new ArrayList<Violation>();
        var packed = StatusProto.fromThrowable(failure);
        try {
            for (var detail : packed == null ? List.<com.google.protobuf.Any>of() : packed.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    info = detail.unpack(ErrorInfo.class);
                } else if (detail.is(ErrorCode.class)) {
                    error = Optional.of(detail.unpack(ErrorCode.class));
                } else if (detail.is(BadRequest.class)) {
                    detail.unpack(BadRequest.class)
                            .getFieldViolationsList()
                            .forEach(v -> violations.add(new Violation(v.getField(), v.getDescription())));
                }
            }
        } catch (InvalidProtocolBufferException e) {
            failure.addSuppressed(e); // a detail that can't be read makes the failure no other one
        }
        return new LongshoreException(
                description(status),
                failure,
                status.getCode(),
                info.getReason(),
                error,
                violations,
                info.getMetadataMap());
    }

    /** The status's words and, where gRPC says no more than "io exception", those of what is behind it. */
    private static String description(Status status) {
        var description = status.getDescription() == null ? "" : status.getDescription();
        var cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        var behind = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
        return behind.isEmpty() || !description.equals("io exception") ? description : behind;
    }

    /** Reads what a failed or cancelled task keeps of its failure: the whole chain of causes. */
    public static LongshoreException of(Failure failure) {
        var code = Status.fromCodeValue(failure.getStatusCode()).getCode();
        return new LongshoreException(
                failure.getError().getDetails(),
                null,
                code,
                failure.getReason(),
                Optional.of(failure.getError()),
                List.of(),
                failure.getError().getOpaqueMap());
    }

    /** The server can't be reached, or was lost: {@code why} in words. */
    static LongshoreException lost(String why, @Nullable Throwable cause) {
        return new LongshoreException(why, cause, Status.Code.UNAVAILABLE, "", Optional.empty(), List.of(), Map.of());
    }

    /** The connection was closed by its owner while a call was on its way. */
    static LongshoreException closed(Throwable cause) {
        return new LongshoreException(
                "the connection was closed", cause, Status.Code.CANCELLED, "", Optional.empty(), List.of(), Map.of());
    }

    /** What the server says of it, in words; perhaps empty. */
    public String description() {
        return String.valueOf(getMessage());
    }

    /** The kind of failure; a closed connection is {@code CANCELLED}, a lost one {@code UNAVAILABLE}. */
    public Status.Code code() {
        return code;
    }

    /** The reason that programs look at: the name of an {@link io.longshore.v1.ErrorReason}, such as {@code IMAGE_BUSY}; empty where no server gave one. */
    public String reason() {
        return reason;
    }

    /** The error and those behind it, nearest first; empty where the server sent none. */
    public List<ErrorCode> errors() {
        return errors;
    }

    /** The fields that break their rules; empty where it is not about fields. */
    public List<Violation> violations() {
        return violations;
    }

    /** More about the reason, by name, such as {@code committedBytes}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Whether the server, not the work, is the trouble: the same call may succeed when the server is back. */
    public boolean lostContact() {
        return code == Status.Code.UNAVAILABLE && (reason.isEmpty() || reason.equals(SERVER_UNAVAILABLE));
    }

    private static List<ErrorCode> chain(ErrorCode first) {
        var chain = new ArrayList<ErrorCode>();
        var error = first;
        chain.add(error);
        while (error.hasCause()) {
            error = error.getCause();
            chain.add(error);
        }
        return List.copyOf(chain);
    }
}
