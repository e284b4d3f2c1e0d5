package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.BYTES;
import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.SMALL_NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.task.Handling;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Step;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskEnds;
import io.longshore.server.task.TaskEvent;
import io.longshore.server.task.TaskRecord;
import io.longshore.server.task.TaskRecords;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Tasks, with their holds and checkpoints; their events by {@link StoredTaskEvents}. */
final class StoredTasks implements TaskRecords {
    static final Table<?> TASK = DSL.table(DSL.name("task"));
    static final Field<String> UUID = column(TASK, "uuid", TEXT);
    static final Field<String> ACCOUNT_UUID = column(TASK, "account_uuid", TEXT);
    private static final Field<String> OPERATION_KIND = column(TASK, "operation_kind", TEXT);
    private static final Field<String> OPERATION = column(TASK, "operation", TEXT);
    private static final Field<Integer> ATTEMPT = column(TASK, "attempt", SMALL_NUMBER);
    private static final Field<Long> SEQUENCE = column(TASK, "sequence", NUMBER);
    private static final Field<Long> PRUNED_SEQUENCE = column(TASK, "pruned_sequence", NUMBER);
    private static final Field<String> STEPS = column(TASK, "steps", TEXT);
    private static final Field<String> HANDLING = optional(TASK, "handling", TEXT);
    private static final Field<Instant> CREATE_TIME = column(TASK, "create_time", TIME);
    private static final Field<Instant> START_TIME = optional(TASK, "start_time", TIME);
    private static final Field<Instant> END_TIME = optional(TASK, "end_time", TIME);

    private static final Table<?> RESOURCE = DSL.table(DSL.name("task_resource"));
    private static final Field<String> RESOURCE_OF = column(RESOURCE, "task_uuid", TEXT);
    private static final Field<String> RESOURCE_UUID = column(RESOURCE, "resource_uuid", TEXT);

    private static final Table<?> HOLD = DSL.table(DSL.name("task_hold"));
    private static final Field<String> HOLD_KIND = column(HOLD, "kind", TEXT);
    private static final Field<String> HELD_UUID = column(HOLD, "resource_uuid", TEXT);
    private static final Field<String> HOLDER_UUID = column(HOLD, "task_uuid", TEXT);

    private static final Table<?> CHECKPOINT = DSL.table(DSL.name("task_checkpoint"));
    private static final Field<String> CHECKPOINT_OF = column(CHECKPOINT, "task_uuid", TEXT);
    private static final Field<byte[]> CONTENT = column(CHECKPOINT, "content", BYTES);

    private static final List<Field<?>> COLUMNS = List.of(
            UUID,
            ACCOUNT_UUID,
            OPERATION_KIND,
            OPERATION,
            StoredTaskState.STATE,
            StoredTaskState.STATE_REASON,
            StoredTaskState.RESULT_KIND,
            StoredTaskState.RESULT,
            StoredTaskState.FAILURE,
            ATTEMPT,
            SEQUENCE,
            PRUNED_SEQUENCE,
            STEPS,
            HANDLING,
            CREATE_TIME,
            START_TIME,
            END_TIME);

    static final Listing LISTING = new Listing(
            "task",
            TASK,
            "uuid",
            COLUMNS,
            Map.of(
                    "uuid", ListedField.uuid(UUID),
                    "account_uuid", ListedField.uuid(ACCOUNT_UUID),
                    "state", ListedField.enumeration(StoredTaskState.STATE, "TASK_STATE_", StoredTaskState.NAMES),
                    "operation", ListedField.text(OPERATION_KIND),
                    "resource_uuid", ListedField.any(RESOURCE, RESOURCE_OF.eq(UUID), ListedField.uuid(RESOURCE_UUID)),
                    "create_time", ListedField.time(CREATE_TIME),
                    "start_time", ListedField.time(START_TIME),
                    "end_time", ListedField.time(END_TIME)),
            "create_time");

    private final Database database;
    private final StoredTypes types;
    private final StoredTaskState states;
    private final StoredTaskEnds ends;

    StoredTasks(Database database, StoredTypes types) {
        this.database = database;
        this.types = types;
        this.states = new StoredTaskState(types);
        this.ends = new StoredTaskEnds(database);
    }

    @Override
    public Optional<TaskRecord> find(String uuid) {
        return database.read(
                sql -> sql.select(COLUMNS).from(TASK).where(UUID.eq(uuid)).fetchOptional(this::read));
    }

    @Override
    public Optional<Standing> standing(String uuid) {
        return database.read(sql -> sql.select(StoredTaskState.STATE, ATTEMPT)
                .from(TASK)
                .where(UUID.eq(uuid))
                .fetchOptional(
                        row -> new Standing(StoredTaskState.type(row.get(StoredTaskState.STATE)), row.get(ATTEMPT))));
    }

    @Override
    public Page<Task> list(Optional<String> accountUuid, Query query) {
        var scope = accountUuid.map(ACCOUNT_UUID::eq).orElse(DSL.noCondition());
        return LISTING.page(
                database,
                query,
                scope,
                accountUuid.orElse(""),
                (_, rows) -> rows.map(row -> read(row).task()));
    }

    @Override
    public List<TaskRecord> unfinished() {
        return database.read(sql -> sql.select(COLUMNS)
                .from(TASK)
                .where(END_TIME.isNull())
                .orderBy(CREATE_TIME, UUID)
                .fetch(this::read));
    }

    @Override
    public void insert(TaskRecord record) {
        var task = record.task();
        database.change(sql -> {
            var row = changing(record);
            row.put(UUID, task.uuid());
            row.put(ACCOUNT_UUID, task.accountUuid());
            row.put(OPERATION_KIND, types.name(task.operation()));
            row.put(OPERATION, StoredJson.write(task.operation()));
            row.put(CREATE_TIME, task.createTime());
            sql.insertInto(TASK).set(row).execute();
            for (var resource : new LinkedHashSet<>(task.operation().resources())) {
                sql.insertInto(RESOURCE)
                        .set(RESOURCE_OF, task.uuid())
                        .set(RESOURCE_UUID, resource)
                        .execute();
            }
            return true;
        });
    }

    @Override
    public void update(TaskRecord record) {
        database.change(sql -> sql.update(TASK)
                .set(changing(record))
                .where(UUID.eq(record.task().uuid()))
                .execute());
    }

    @Override
    public void reserveSequence(String uuid, long sequence) {
        database.change(sql ->
                sql.update(TASK).set(SEQUENCE, sequence).where(UUID.eq(uuid)).execute());
    }

    @Override
    public void insertEvent(TaskEvent event) {
        database.change(sql -> StoredTaskEvents.insert(sql, event));
    }

    @Override
    public List<TaskEvent> events(String uuid) {
        return database.read(sql -> StoredTaskEvents.list(sql, uuid));
    }

    @Override
    public void pruneEvents(String uuid, long sequence) {
        database.change(sql -> StoredTaskEvents.prune(sql, uuid, sequence));
    }

    @Override
    public Optional<String> holder(Hold hold) {
        return database.read(sql -> sql.select(HOLDER_UUID)
                .from(HOLD)
                .where(HOLD_KIND.eq(hold.kind().name()), HELD_UUID.eq(hold.uuid()))
                .fetchOptional(HOLDER_UUID));
    }

    @Override
    public void insertHold(String uuid, Hold hold) {
        database.change(sql -> sql.insertInto(HOLD)
                .set(HOLD_KIND, hold.kind().name())
                .set(HELD_UUID, hold.uuid())
                .set(HOLDER_UUID, uuid)
                .execute());
    }

    @Override
    public void release(String uuid) {
        database.change(sql -> {
            sql.deleteFrom(HOLD).where(HOLDER_UUID.eq(uuid)).execute();
            sql.deleteFrom(CHECKPOINT).where(CHECKPOINT_OF.eq(uuid)).execute();
            StoredPacks.OF_TASKS.remove(sql, uuid);
            Reservations.release(sql, uuid);
            return StoredEpochs.release(sql, uuid);
        });
    }

    @Override
    public void releaseLeases(String uuid) {
        database.change(sql -> StoredEpochs.release(sql, uuid));
    }

    @Override
    public Optional<byte[]> checkpoint(String uuid) {
        return database.read(sql -> sql.select(CONTENT)
                .from(CHECKPOINT)
                .where(CHECKPOINT_OF.eq(uuid))
                .fetchOptional(CONTENT));
    }

    @Override
    public void keepCheckpoint(String uuid, byte[] checkpoint) {
        database.change(sql -> {
            int kept = sql.update(CHECKPOINT)
                    .set(CONTENT, checkpoint)
                    .where(CHECKPOINT_OF.eq(uuid))
                    .execute();
            return kept == 1
                    ? kept
                    : sql.insertInto(CHECKPOINT)
                            .set(CHECKPOINT_OF, uuid)
                            .set(CONTENT, checkpoint)
                            .execute();
        });
    }

    @Override
    public List<String> packs(String uuid) {
        return database.read(sql -> StoredPacks.OF_TASKS.names(sql, uuid));
    }

    @Override
    public void keepPack(String uuid, String name) {
        database.change(sql -> StoredPacks.OF_TASKS.add(sql, uuid, name));
    }

    @Override
    public TaskEnds ends() {
        return ends;
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return database.change(sql -> {
            var old = sql.select(UUID, StoredTaskEnds.END_NUMBER)
                    .from(TASK)
                    .where(END_TIME.lt(endedBefore))
                    .orderBy(END_TIME)
                    .limit(limit)
                    .fetch();
            old.getValues(StoredTaskEnds.END_NUMBER).stream()
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder())
                    .ifPresent(number -> StoredTaskEnds.forget(sql, number));
            return sql.deleteFrom(TASK).where(UUID.in(old.getValues(UUID))).execute();
        });
    }

    @Override
    public void afterCommit(Runnable action) {
        database.afterCommit(action);
    }

    private TaskRecord read(Record row) {
        var end = row.get(END_TIME);
        var task = new Task(
                row.get(UUID),
                row.get(ACCOUNT_UUID),
                types.read(row.get(OPERATION_KIND), row.get(OPERATION), Operation.class),
                states.read(row, end),
                row.get(ATTEMPT),
                StoredJson.list(row.get(STEPS), Step.class),
                row.get(CREATE_TIME),
                row.get(START_TIME),
                end,
                handling(row.get(HANDLING)));
        return new TaskRecord(task, row.get(SEQUENCE), row.get(PRUNED_SEQUENCE));
    }

    private static Handling handling(@Nullable String kept) {
        return kept == null ? Handling.NORMAL : StoredJson.read(kept, Handling.class);
    }

    private Map<Field<?>, @Nullable Object> changing(TaskRecord record) {
        var task = record.task();
        var row = new LinkedHashMap<Field<?>, @Nullable Object>();
        states.put(row, task.state());
        row.put(ATTEMPT, task.attempt());
        row.put(SEQUENCE, record.sequence());
        row.put(PRUNED_SEQUENCE, record.prunedSequence());
        row.put(STEPS, StoredJson.write(task.steps()));
        row.put(HANDLING, task.handling().equals(Handling.NORMAL) ? null : StoredJson.write(task.handling()));
        row.put(START_TIME, task.startTime());
        row.put(END_TIME, task.endTime());
        return row;
    }
}
