package io.longshore.server.failure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or a failure that a caller can act on. Its message says what, which value, and what was expected; what varies in the message is in
 * {@link #metadata} too, under the names that the contract gives them, so that nobody parses text.
 */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final transient Map<String, String> metadata;

    public FailureException(Reason reason, String message) {
        this(reason, message, Map.of(), null);
    }

    public FailureException(Reason reason, String message, Map<String, String> metadata) {
        this(reason, message, metadata, null);
    }

    public FailureException(Reason reason, String message, Map<String, String> metadata, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.metadata = Map.copyOf(metadata);
    }

    /** What kind of failure it is. */
    public Reason reason() {
        return reason;
    }

    /** What varies in the message, by name: {@code imageUuid}, {@code taskUuid}, {@code expected}, … */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The failure as a value, with its causes as far as they can be told. */
    public Failure failure() {
        return Failure.of(this);
    }
}
