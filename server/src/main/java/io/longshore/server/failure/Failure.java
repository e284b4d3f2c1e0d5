package io.longshore.server.failure;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure as it is kept: what kind, what it says, what varies, and the failure behind it.
 *
 * @param reason the kind
 * @param details what went wrong this time, at most {@value #MAX_DETAILS} characters
 * @param metadata what varies in {@code details}, by name
 * @param cause the failure behind this one; null for the last, and after {@value #MAX_DEPTH} of them
 */
public record Failure(
        Reason reason,
        String details,
        Map<String, String> metadata,
        @Nullable Failure cause) {
    /** The original API cuts an error's details at this length. */
    public static final int MAX_DETAILS = 4096;

    /** The contract's bound for a chain of causes. */
    public static final int MAX_DEPTH = 16;

    public Failure {
        details = details.length() <= MAX_DETAILS ? details : details.substring(0, MAX_DETAILS);
        metadata = Map.copyOf(metadata);
    }

    /** The failure that an exception tells of. What was not foreseen becomes a bare {@link Reason#INTERNAL}: its text may hold what callers must not see. */
    public static Failure of(Throwable thrown) {
        return of(thrown, MAX_DEPTH);
    }

    private static Failure of(Throwable thrown, int depth) {
        if (!(thrown instanceof FailureException failure)) {
            return new Failure(Reason.INTERNAL, "an internal error happened", Map.of(), null);
        }
        var cause = failure.getCause() instanceof FailureException behind && depth > 1 ? of(behind, depth - 1) : null;
        return new Failure(
                failure.reason(), Objects.requireNonNullElse(failure.getMessage(), ""), failure.metadata(), cause);
    }

    /** The same as an exception, to be thrown to a caller who asks again. */
    public FailureException toException() {
        return new FailureException(reason, details, metadata, cause == null ? null : cause.toException());
    }
}
