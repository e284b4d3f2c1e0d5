package io.longshore.server.rpc;

import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.longshore.server.failure.Failure;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was thrown, as the status that a call ends with: the only place where failures become gRPC's. A packed status holds at most
 * {@value #MAX_BYTES} bytes, since clients allow 8 KiB for all headers together and lose a larger one whole: causes are dropped from the far end, then
 * texts are cut in the middle, and {@code ErrorInfo} says {@code truncated}. The whole chain stays in the task's failure.
 */
final class ErrorStatuses {
    /** The most that a packed {@code google.rpc.Status} holds. */
    static final int MAX_BYTES = 4096;

    /** The most that its message holds: it is sent a second time, percent-encoded to up to three times its size. */
    private static final int MAX_MESSAGE_BYTES = 512;

    private static final int MIN_TEXT = 32;

    private static final Logger log = LoggerFactory.getLogger(ErrorStatuses.class);

    private ErrorStatuses() {}

    /** The status of anything that was thrown. What was not foreseen is logged and told as a bare {@code INTERNAL}. */
    static StatusRuntimeException of(Throwable thrown) {
        return switch (thrown) {
            case InvalidRequestException invalid -> of(invalid.failure(), invalid.violations());
            case FailureException failure -> of(failure.failure());
            case InterruptedException _ -> of(stopping());
            default -> {
                log.error("a call failed in an unforeseen way", thrown);
                yield of(Failure.of(thrown));
            }
        };
    }

    /** The status of a failure. */
    static StatusRuntimeException of(Failure failure) {
        return of(failure, List.of());
    }

    /** What callers are told when the server stops under their calls. */
    static Failure stopping() {
        return new Failure(Reason.UNAVAILABLE, "the server is stopping: attach again", Map.of(), null);
    }

    private static StatusRuntimeException of(Failure failure, List<FieldViolation> violations) {
        return StatusProto.toStatusRuntimeException(packed(failure, violations));
    }

    private static Status packed(Failure failure, List<FieldViolation> violations) {
        for (var causes = depth(failure); causes >= 0; causes--) {
            var status = status(keep(failure, causes), violations, causes < depth(failure));
            if (status.getSerializedSize() <= MAX_BYTES) {
                return status;
            }
        }
        var fewer = violations.stream().limit(8).toList();
        for (var longest = Failure.MAX_DETAILS / 2; longest > MIN_TEXT; longest /= 2) {
            var status = status(shorten(failure, longest), shorten(fewer, longest), true);
            if (status.getSerializedSize() <= MAX_BYTES) {
                return status;
            }
        }
        return status(
                new Failure(failure.reason(), middleOut(failure.details(), 256), Map.of(), null), List.of(), true);
    }

    private static Status status(Failure failure, List<FieldViolation> violations, boolean truncated) {
        return Status.newBuilder()
                .setCode(ErrorTable.codeOf(failure.reason()).value())
                .setMessage(message(failure.details()))
                .addAllDetails(ErrorDetails.of(failure, violations, truncated))
                .build();
    }

    private static int depth(Failure failure) {
        var depth = 0;
        for (var cause = failure.cause(); cause != null; cause = cause.cause()) {
            depth++;
        }
        return depth;
    }

    private static Failure keep(Failure failure, int causes) {
        @Nullable Failure cause = causes == 0 || failure.cause() == null ? null : keep(failure.cause(), causes - 1);
        return new Failure(failure.reason(), failure.details(), failure.metadata(), cause);
    }

    private static Failure shorten(Failure failure, int longest) {
        var metadata = failure.metadata().entrySet().stream()
                .limit(longest)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> middleOut(entry.getValue(), longest)));
        return new Failure(failure.reason(), middleOut(failure.details(), longest), metadata, null);
    }

    private static List<FieldViolation> shorten(List<FieldViolation> violations, int longest) {
        return violations.stream()
                .map(violation -> violation.toBuilder()
                        .setField(middleOut(violation.getField(), longest))
                        .setDescription(middleOut(violation.getDescription(), longest))
                        .build())
                .toList();
    }

    private static String message(String details) {
        var longest = MAX_MESSAGE_BYTES;
        var message = middleOut(details, longest);
        while (message.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE_BYTES) {
            longest /= 2;
            message = middleOut(details, longest);
        }
        return message;
    }

    /** A text's beginning and end; what was expected stands last as a rule. */
    static String middleOut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        var head = (longest - 1) / 2;
        var tail = longest - 1 - head;
        var start = Character.isHighSurrogate(text.charAt(head - 1)) ? head - 1 : head;
        var from = text.length() - tail;
        var end = Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
        return text.substring(0, start) + "…" + text.substring(end);
    }
}
