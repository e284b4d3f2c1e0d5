package io.longshore.server.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of an operation.
 *
 * @param uuid the request_id that it was asked for under
 * @param accountUuid who asked
 * @param operation what was asked
 * @param state where it stands
 * @param attempt how often it was begun, and the fencing token: whoever takes it over adds one
 * @param steps its steps so far, in order
 * @param createTime when it was accepted
 * @param startTime when it first ran; null while it never did
 * @param endTime when it ended; null while it has not
 */
public record Task(
        String uuid,
        String accountUuid,
        Operation operation,
        TaskState state,
        int attempt,
        List<Step> steps,
        Instant createTime,
        @Nullable Instant startTime,
        @Nullable Instant endTime) {
    public Task {
        steps = List.copyOf(steps);
    }
}
