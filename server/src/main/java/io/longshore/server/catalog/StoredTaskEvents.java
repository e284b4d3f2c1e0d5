package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.SMALL_NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.task.Step;
import io.longshore.server.task.TaskEvent;
import io.longshore.server.task.TaskEvent.StateChange;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The changes of tasks' states, for watchers who come back. */
final class StoredTaskEvents {
    private static final Table<?> EVENT = DSL.table(DSL.name("task_event"));
    private static final Field<String> TASK_UUID = column(EVENT, "task_uuid", TEXT);
    private static final Field<Long> SEQUENCE = column(EVENT, "sequence", NUMBER);
    private static final Field<Instant> EVENT_TIME = column(EVENT, "time", TIME);
    private static final Field<String> STATE = column(EVENT, "state", TEXT);
    private static final Field<String> STATE_REASON = column(EVENT, "state_reason", TEXT);
    private static final Field<Integer> ATTEMPT = column(EVENT, "attempt", SMALL_NUMBER);
    private static final Field<String> STEP = optional(EVENT, "step", TEXT);

    private StoredTaskEvents() {}

    /** Keeps a change of state; no other kind of event is kept. */
    static int insert(DSLContext sql, TaskEvent event) {
        if (!(event.what() instanceof StateChange(var state, var attempt, var step))) {
            throw new IllegalArgumentException("event: " + event + " (expected: a change of state)");
        }
        return sql.insertInto(EVENT)
                .set(TASK_UUID, event.taskUuid())
                .set(SEQUENCE, event.sequence())
                .set(EVENT_TIME, event.time())
                .set(STATE, StoredTaskState.name(state))
                .set(STATE_REASON, StoredTaskState.reason(state))
                .set(ATTEMPT, attempt)
                .set(STEP, step == null ? null : StoredJson.write(step))
                .execute();
    }

    static List<TaskEvent> list(DSLContext sql, String taskUuid) {
        return sql.select(TASK_UUID, SEQUENCE, EVENT_TIME, STATE, STATE_REASON, ATTEMPT, STEP)
                .from(EVENT)
                .where(TASK_UUID.eq(taskUuid))
                .orderBy(SEQUENCE)
                .fetch(StoredTaskEvents::read);
    }

    static int prune(DSLContext sql, String taskUuid, long sequence) {
        return sql.deleteFrom(EVENT)
                .where(TASK_UUID.eq(taskUuid), SEQUENCE.le(sequence))
                .execute();
    }

    private static TaskEvent read(Record row) {
        var step = row.get(STEP);
        var change = new StateChange(
                StoredTaskState.unfinished(row.get(STATE), row.get(STATE_REASON)),
                row.get(ATTEMPT),
                step == null ? null : StoredJson.read(step, Step.class));
        return new TaskEvent(row.get(TASK_UUID), row.get(SEQUENCE), row.get(EVENT_TIME), 0, change);
    }
}
