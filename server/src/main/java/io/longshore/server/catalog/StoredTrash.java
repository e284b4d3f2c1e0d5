package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;

import io.longshore.server.storage.TrashEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What migrations left on their sources. */
final class StoredTrash {
    private static final Table<?> TRASH = DSL.table(DSL.name("trash"));
    private static final Field<Long> ID = column(TRASH, "id", NUMBER);
    private static final Field<String> STORAGE_UUID = column(TRASH, "backup_storage_uuid", TEXT);
    private static final Field<String> IMAGE_UUID = column(TRASH, "image_uuid", TEXT);
    private static final Field<String> IMAGE_NAME = column(TRASH, "image_name", TEXT);
    private static final Field<String> INSTALL_PATH = column(TRASH, "install_path", TEXT);
    private static final Field<String> MANIFEST_ID = column(TRASH, "manifest_id", TEXT);
    private static final Field<Long> SIZE_BYTES = column(TRASH, "size_bytes", NUMBER);
    private static final Field<String> TASK_UUID = column(TRASH, "task_uuid", TEXT);
    private static final Field<Instant> CREATE_TIME = column(TRASH, "create_time", TIME);

    private static final List<Field<?>> COLUMNS = List.of(
            ID, STORAGE_UUID, IMAGE_UUID, IMAGE_NAME, INSTALL_PATH, MANIFEST_ID, SIZE_BYTES, TASK_UUID, CREATE_TIME);

    private StoredTrash() {}

    static int insert(DSLContext sql, TrashEntry entry) {
        return sql.insertInto(TRASH)
                .set(ID, entry.id() == 0 ? Series.next(sql, "trash") : entry.id())
                .set(STORAGE_UUID, entry.backupStorageUuid())
                .set(IMAGE_UUID, entry.imageUuid())
                .set(IMAGE_NAME, entry.imageName())
                .set(INSTALL_PATH, entry.installPath())
                .set(MANIFEST_ID, entry.manifestId())
                .set(SIZE_BYTES, entry.sizeBytes())
                .set(TASK_UUID, entry.taskUuid())
                .set(CREATE_TIME, entry.createTime())
                .execute();
    }

    static List<TrashEntry> list(DSLContext sql, String storageUuid, long afterId, int limit) {
        return sql.select(COLUMNS)
                .from(TRASH)
                .where(STORAGE_UUID.eq(storageUuid), ID.gt(afterId))
                .orderBy(ID)
                .limit(limit)
                .fetch(StoredTrash::read);
    }

    static Optional<TrashEntry> find(DSLContext sql, long id) {
        return sql.select(COLUMNS).from(TRASH).where(ID.eq(id)).fetchOptional(StoredTrash::read);
    }

    static int delete(DSLContext sql, long id) {
        return sql.deleteFrom(TRASH).where(ID.eq(id)).execute();
    }

    private static TrashEntry read(Record row) {
        return new TrashEntry(
                row.get(ID),
                row.get(STORAGE_UUID),
                row.get(IMAGE_UUID),
                row.get(IMAGE_NAME),
                row.get(INSTALL_PATH),
                row.get(MANIFEST_ID),
                row.get(SIZE_BYTES),
                row.get(TASK_UUID),
                row.get(CREATE_TIME));
    }
}
