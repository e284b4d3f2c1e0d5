package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.column;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The packs that tasks, or uploads, have stored, in order. One more costs one row, however many there are. */
final class StoredPacks {
    static final StoredPacks OF_TASKS = new StoredPacks("task_pack", "task_uuid");
    static final StoredPacks OF_UPLOADS = new StoredPacks("upload_pack", "upload_uuid");

    private final Table<?> table;
    private final Field<String> holder;
    private final Field<Long> position;
    private final Field<String> name;

    private StoredPacks(String table, String holder) {
        this.table = DSL.table(DSL.name(table));
        this.holder = column(this.table, holder, TEXT);
        this.position = column(this.table, "position", NUMBER);
        this.name = column(this.table, "name", TEXT);
    }

    List<String> names(DSLContext sql, String uuid) {
        return sql.select(name)
                .from(table)
                .where(holder.eq(uuid))
                .orderBy(position)
                .fetch(name);
    }

    int add(DSLContext sql, String uuid, String pack) {
        var last =
                sql.select(DSL.max(position)).from(table).where(holder.eq(uuid)).fetchSingle();
        var before = last.value1();
        return sql.insertInto(table)
                .set(holder, uuid)
                .set(position, before == null ? 1L : before + 1)
                .set(name, pack)
                .execute();
    }

    int remove(DSLContext sql, String uuid) {
        return sql.deleteFrom(table).where(holder.eq(uuid)).execute();
    }
}
