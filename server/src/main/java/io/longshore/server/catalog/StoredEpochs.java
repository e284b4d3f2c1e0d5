package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.column;

import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.uuid.Uuids;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** One storage's epoch, in its row, and the leases on it. A lease ends with its task or while that is suspended, or with its upload when that is published or deleted. */
final class StoredEpochs implements Epochs {
    private static final Table<?> LEASE = DSL.table(DSL.name("lease"));
    private static final Field<String> STORAGE_UUID = column(LEASE, "backup_storage_uuid", TEXT);
    private static final Field<String> HOLDER_UUID = column(LEASE, "holder_uuid", TEXT);
    private static final Field<Long> EPOCH = column(LEASE, "epoch", NUMBER);

    private final Database database;
    private final String storageUuid;

    StoredEpochs(Database database, String storageUuid) {
        this.database = database;
        this.storageUuid = storageUuid;
    }

    @Override
    public long current() {
        return database.read(this::current);
    }

    private long current(DSLContext sql) {
        return StoredBackupStorages.epoch(sql, storageUuid);
    }

    @Override
    public Lease lease(UUID task) {
        return database.write(() -> database.change(sql -> {
            var kept = sql.select(EPOCH)
                    .from(LEASE)
                    .where(STORAGE_UUID.eq(storageUuid), HOLDER_UUID.eq(Uuids.of(task)))
                    .fetchOne(EPOCH);
            if (kept != null) {
                return new Lease(task, kept);
            }
            long epoch = current(sql);
            sql.insertInto(LEASE)
                    .set(STORAGE_UUID, storageUuid)
                    .set(HOLDER_UUID, Uuids.of(task))
                    .set(EPOCH, epoch)
                    .execute();
            return new Lease(task, epoch);
        }));
    }

    @Override
    public List<Lease> leases() {
        return database.read(sql -> sql.select(HOLDER_UUID, EPOCH)
                .from(LEASE)
                .where(STORAGE_UUID.eq(storageUuid))
                .orderBy(EPOCH, HOLDER_UUID)
                .fetch(row -> new Lease(Uuids.parse(row.get(HOLDER_UUID)), row.get(EPOCH))));
    }

    @Override
    public long advance() {
        return database.write(() -> database.change(sql -> StoredBackupStorages.advanceEpoch(sql, storageUuid)));
    }

    /** Ends all leases of a task or an upload. */
    static int release(DSLContext sql, String holderUuid) {
        return sql.deleteFrom(LEASE).where(HOLDER_UUID.eq(holderUuid)).execute();
    }
}
