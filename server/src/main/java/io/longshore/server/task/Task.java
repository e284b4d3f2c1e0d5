package io.longshore.server.task;

import java.time.Instant;
import java.util.ArrayList;
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
 * @param handling how it is run
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
        @Nullable Instant endTime,
        Handling handling) {
    public Task {
        steps = List.copyOf(steps);
    }

    /** A task that is run as every task is at first. */
    public Task(
            String uuid,
            String accountUuid,
            Operation operation,
            TaskState state,
            int attempt,
            List<Step> steps,
            Instant createTime,
            @Nullable Instant startTime,
            @Nullable Instant endTime) {
        this(uuid, accountUuid, operation, state, attempt, steps, createTime, startTime, endTime, Handling.NORMAL);
    }

    /** The task with a step in place of the one of the same name, or behind the others. */
    public Task withStep(Step step) {
        var changed = new ArrayList<>(steps);
        changed.replaceAll(old -> old.name().equals(step.name()) ? step : old);
        if (!changed.contains(step)) {
            changed.add(step);
        }
        return withSteps(changed);
    }

    Task withSteps(List<Step> after) {
        return new Task(uuid, accountUuid, operation, state, attempt, after, createTime, startTime, endTime, handling);
    }

    Task withState(TaskState after) {
        return new Task(uuid, accountUuid, operation, after, attempt, steps, createTime, startTime, endTime, handling);
    }

    /** The task as another attempt takes it. */
    Task begun(Instant now) {
        var first = startTime == null ? now : startTime;
        return new Task(
                uuid,
                accountUuid,
                operation,
                new TaskState.Running(),
                attempt + 1,
                steps,
                createTime,
                first,
                null,
                handling);
    }

    Task ended(TaskState end, Instant now) {
        return new Task(uuid, accountUuid, operation, end, attempt, steps, createTime, startTime, now, handling);
    }

    Task withHandling(Handling after) {
        return new Task(uuid, accountUuid, operation, state, attempt, steps, createTime, startTime, endTime, after);
    }
}
