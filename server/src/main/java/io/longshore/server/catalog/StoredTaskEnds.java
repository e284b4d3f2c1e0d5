package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.query.Condition;
import io.longshore.server.task.TaskEnds;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The numbers of tasks' ends. Tasks that ended under a release that did not number them have none. */
final class StoredTaskEnds implements TaskEnds {
    static final Field<Long> END_NUMBER = optional(StoredTasks.TASK, "end_number", NUMBER);

    private static final String GIVEN = "task_end";
    private static final String FORGOTTEN = "task_end_forgotten";

    /** Fields whose values stay for as long as a task is kept. */
    private static final Set<String> LASTING =
            Set.of("uuid", "account_uuid", "operation", "resource_uuid", "create_time");

    private static final Listing LISTING = lasting(StoredTasks.LISTING);

    private final Database database;

    StoredTaskEnds(Database database) {
        this.database = database;
    }

    private static Listing lasting(Listing all) {
        var fields = all.fields().entrySet().stream()
                .filter(field -> LASTING.contains(field.getKey()))
                .collect(Collectors.toUnmodifiableMap(field -> field.getKey(), field -> field.getValue()));
        return new Listing(all.name(), all.table(), all.key(), all.columns(), fields, all.defaultOrder());
    }

    @Override
    public long number(String taskUuid) {
        return database.change(sql -> {
            long number = Series.next(sql, GIVEN);
            sql.update(StoredTasks.TASK)
                    .set(END_NUMBER, number)
                    .where(StoredTasks.UUID.eq(taskUuid))
                    .execute();
            return number;
        });
    }

    @Override
    public long last() {
        return database.read(sql -> Series.last(sql, GIVEN));
    }

    @Override
    public long forgotten() {
        return database.read(sql -> Series.last(sql, FORGOTTEN));
    }

    /** The ends up to this number are forgotten, or some of them; part of the transaction that forgets them. */
    static void forget(DSLContext sql, long number) {
        Series.raise(sql, FORGOTTEN, number);
    }

    @Override
    public List<TaskEnd> after(long number, long upTo, int limit) {
        return database.read(sql -> sql.select(END_NUMBER, StoredTasks.UUID, StoredTasks.ACCOUNT_UUID)
                .from(StoredTasks.TASK)
                .where(END_NUMBER.gt(number), END_NUMBER.le(upTo))
                .orderBy(END_NUMBER)
                .limit(limit)
                .fetch(row -> new TaskEnd(
                        row.get(END_NUMBER), row.get(StoredTasks.UUID), row.get(StoredTasks.ACCOUNT_UUID))));
    }

    @Override
    public boolean matches(String taskUuid, List<Condition> conditions) {
        var where = LISTING.where(conditions);
        return database.read(sql ->
                sql.fetchExists(DSL.selectOne().from(StoredTasks.TASK).where(StoredTasks.UUID.eq(taskUuid), where)));
    }
}
