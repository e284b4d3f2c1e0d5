package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.failure.Failure;
import io.longshore.server.task.Result;
import io.longshore.server.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** A task's state in columns: its name, why it waits, what it came to. */
record StoredTaskState(StoredTypes types) {
    private static final Table<?> TASK = DSL.table(DSL.name("task"));
    static final Field<String> STATE = column(TASK, "state", TEXT);
    static final Field<String> STATE_REASON = column(TASK, "state_reason", TEXT);
    static final Field<String> RESULT_KIND = optional(TASK, "result_kind", TEXT);
    static final Field<String> RESULT = optional(TASK, "result", TEXT);
    static final Field<String> FAILURE = optional(TASK, "failure", TEXT);

    static final List<String> NAMES =
            List.of("WAITING", "RUNNING", "SUSPENDED", "CANCELING", "SUCCEEDED", "FAILED", "CANCELED");

    static String name(TaskState state) {
        return switch (state) {
            case TaskState.Waiting _ -> "WAITING";
            case TaskState.Running _ -> "RUNNING";
            case TaskState.Suspended _ -> "SUSPENDED";
            case TaskState.Canceling _ -> "CANCELING";
            case TaskState.Succeeded _ -> "SUCCEEDED";
            case TaskState.Failed _ -> "FAILED";
            case TaskState.Canceled _ -> "CANCELED";
        };
    }

    static Class<? extends TaskState> type(String name) {
        return switch (name) {
            case "WAITING" -> TaskState.Waiting.class;
            case "RUNNING" -> TaskState.Running.class;
            case "SUSPENDED" -> TaskState.Suspended.class;
            case "CANCELING" -> TaskState.Canceling.class;
            case "SUCCEEDED" -> TaskState.Succeeded.class;
            case "FAILED" -> TaskState.Failed.class;
            case "CANCELED" -> TaskState.Canceled.class;
            default -> throw unknown(name);
        };
    }

    static String reason(TaskState state) {
        return switch (state) {
            case TaskState.Waiting waiting -> waiting.reason();
            case TaskState.Suspended suspended -> suspended.reason();
            case TaskState.Running _,
                    TaskState.Canceling _,
                    TaskState.Succeeded _,
                    TaskState.Failed _,
                    TaskState.Canceled _ -> "";
        };
    }

    /** A state that is not final. */
    static TaskState unfinished(String name, String reason) {
        return switch (name) {
            case "WAITING" -> new TaskState.Waiting(reason);
            case "RUNNING" -> new TaskState.Running();
            case "SUSPENDED" -> new TaskState.Suspended(reason);
            case "CANCELING" -> new TaskState.Canceling();
            default -> throw unknown(name);
        };
    }

    TaskState read(Record row, @Nullable Instant endTime) {
        var name = row.get(STATE);
        if (endTime == null) {
            return unfinished(name, row.get(STATE_REASON));
        }
        return switch (name) {
            case "SUCCEEDED" ->
                new TaskState.Succeeded(endTime, types.read(row.get(RESULT_KIND), row.get(RESULT), Result.class));
            case "FAILED" -> new TaskState.Failed(endTime, failure(row));
            case "CANCELED" -> new TaskState.Canceled(endTime, failure(row));
            default -> throw unknown(name);
        };
    }

    void put(Map<Field<?>, @Nullable Object> row, TaskState state) {
        var result = state instanceof TaskState.Succeeded succeeded ? succeeded.result() : null;
        var failure = switch (state) {
            case TaskState.Failed failed -> failed.failure();
            case TaskState.Canceled canceled -> canceled.failure();
            default -> null;
        };
        row.put(STATE, name(state));
        row.put(STATE_REASON, reason(state));
        row.put(RESULT_KIND, result == null ? null : types.name(result));
        row.put(RESULT, result == null ? null : StoredJson.write(result));
        row.put(FAILURE, failure == null ? null : StoredJson.write(failure));
    }

    private static Failure failure(Record row) {
        return StoredJson.read(Objects.requireNonNull(row.get(FAILURE)), Failure.class);
    }

    private static IllegalStateException unknown(String name) {
        return new IllegalStateException("task state: " + name + " (expected: one of " + NAMES + ")");
    }
}
