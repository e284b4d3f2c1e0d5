package io.longshore.server.backup;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is known of a machine at the time of its backup: a JSON object as text, with the machine's uuid where there is one. */
final class BackupMetadata {
    private static final JsonMapper json = JsonMapper.shared();

    private BackupMetadata() {}

    /** What a caller said, with the machine's uuid added; null where there is neither. {@code INVALID_ARGUMENT} where it is no JSON object. */
    static @Nullable String of(@Nullable String said, @Nullable String vmInstanceUuid) {
        if (said == null && vmInstanceUuid == null) {
            return null;
        }
        var object = said == null || said.isBlank() ? json.createObjectNode() : parse(said);
        if (vmInstanceUuid != null) {
            object.put("vmInstanceUuid", vmInstanceUuid);
        }
        return object.toString();
    }

    private static ObjectNode parse(String said) {
        try {
            if (json.readTree(said) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    private static FailureException invalid(@Nullable Throwable cause) {
        var why = cause == null ? "another JSON value" : "not JSON";
        return new FailureException(
                Reason.INVALID_ARGUMENT,
                "metadata: " + why + " (expected: a JSON object)",
                Map.of("field", "metadata"),
                cause);
    }
}
