package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;

import io.longshore.server.storage.scrub.VerificationTimes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** When the parts of storages were last verified. */
final class StoredVerifications implements VerificationTimes {
    private static final Table<?> VERIFICATION = DSL.table(DSL.name("verification"));
    private static final Field<String> STORAGE_UUID = column(VERIFICATION, "backup_storage_uuid", TEXT);
    private static final Field<String> PART = column(VERIFICATION, "part", TEXT);
    private static final Field<Instant> VERIFY_TIME = column(VERIFICATION, "verify_time", TIME);

    private final Database database;

    StoredVerifications(Database database) {
        this.database = database;
    }

    @Override
    public Map<String, Instant> of(String backupStorageUuid) {
        return database.read(sql -> {
            var times = new HashMap<String, Instant>();
            sql.select(PART, VERIFY_TIME)
                    .from(VERIFICATION)
                    .where(STORAGE_UUID.eq(backupStorageUuid))
                    .fetch()
                    .forEach(row -> times.put(row.get(PART), row.get(VERIFY_TIME)));
            return times;
        });
    }

    @Override
    public void verified(String backupStorageUuid, Collection<String> parts, Instant time) {
        var _ = database.write(() -> database.change(sql -> {
            for (var part : parts) {
                sql.deleteFrom(VERIFICATION)
                        .where(STORAGE_UUID.eq(backupStorageUuid), PART.eq(part))
                        .execute();
                sql.insertInto(VERIFICATION)
                        .set(STORAGE_UUID, backupStorageUuid)
                        .set(PART, part)
                        .set(VERIFY_TIME, time)
                        .execute();
            }
            return parts.size();
        }));
    }

    @Override
    public void forget(String backupStorageUuid, Collection<String> parts) {
        var _ = database.write(() -> database.change(sql -> {
            for (var part : List.copyOf(parts)) {
                sql.deleteFrom(VERIFICATION)
                        .where(STORAGE_UUID.eq(backupStorageUuid), PART.eq(part))
                        .execute();
            }
            return parts.size();
        }));
    }
}
