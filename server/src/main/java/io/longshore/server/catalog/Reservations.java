package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.column;

import java.math.BigDecimal;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What tasks and uploads may still write to storages. */
final class Reservations {
    private static final Table<?> RESERVATION = DSL.table(DSL.name("reservation"));
    private static final Field<String> HOLDER_UUID = column(RESERVATION, "holder_uuid", TEXT);
    private static final Field<String> STORAGE_UUID = column(RESERVATION, "backup_storage_uuid", TEXT);
    private static final Field<Long> RESERVED_BYTES = column(RESERVATION, "bytes", NUMBER);

    private Reservations() {}

    /** Adds or replaces an entry; 0 takes it away. */
    static int put(DSLContext sql, String holderUuid, String storageUuid, long bytes) {
        int before = sql.deleteFrom(RESERVATION)
                .where(HOLDER_UUID.eq(holderUuid), STORAGE_UUID.eq(storageUuid))
                .execute();
        return bytes == 0
                ? before
                : sql.insertInto(RESERVATION)
                        .set(HOLDER_UUID, holderUuid)
                        .set(STORAGE_UUID, storageUuid)
                        .set(RESERVED_BYTES, bytes)
                        .execute();
    }

    static long sum(DSLContext sql, String storageUuid) {
        var sum = sql.select(DSL.sum(RESERVED_BYTES))
                .from(RESERVATION)
                .where(STORAGE_UUID.eq(storageUuid))
                .fetchOne(0, BigDecimal.class);
        return sum == null ? 0 : sum.longValueExact();
    }

    /** Takes away all that a holder has. */
    static int release(DSLContext sql, String holderUuid) {
        return sql.deleteFrom(RESERVATION).where(HOLDER_UUID.eq(holderUuid)).execute();
    }
}
