package io.longshore.server.rpc;

import com.google.rpc.BadRequest.FieldViolation;
import io.longshore.server.failure.Failure;
import io.longshore.server.failure.Reason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A message breaks the contract's rules. */
final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<FieldViolation> violations;

    InvalidRequestException(List<FieldViolation> violations) {
        super(violations.stream()
                .limit(3)
                .map(violation -> violation.getField() + ": " + violation.getDescription())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** Each broken rule, in the order of the fields. */
    List<FieldViolation> violations() {
        return violations;
    }

    /** The same as any other failure. */
    Failure failure() {
        var field = violations.getFirst().getField();
        return new Failure(Reason.INVALID_ARGUMENT, String.valueOf(getMessage()), Map.of("field", field), null);
    }
}
