package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TRUTH;
import static io.longshore.server.catalog.ColumnTypes.column;

import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.uuid.Uuids;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * One storage's epoch, in its row, the leases on it, and its condemned packs. A lease ends with its task or when that is suspended, or with its upload when
 * that is published or deleted.
 */
final class StoredEpochs implements Epochs {
    private static final Table<?> LEASE = DSL.table(DSL.name("lease"));
    private static final Field<String> STORAGE_UUID = column(LEASE, "backup_storage_uuid", TEXT);
    private static final Field<String> HOLDER_UUID = column(LEASE, "holder_uuid", TEXT);
    private static final Field<Long> EPOCH = column(LEASE, "epoch", NUMBER);

    private static final Table<?> CONDEMNED = DSL.table(DSL.name("condemned_pack"));
    private static final Field<String> CONDEMNED_ON = column(CONDEMNED, "backup_storage_uuid", TEXT);
    private static final Field<String> PACK_ID = column(CONDEMNED, "pack_id", TEXT);
    private static final Field<Long> CONDEMNED_EPOCH = column(CONDEMNED, "epoch", NUMBER);
    private static final Field<Boolean> DELETING = column(CONDEMNED, "deleting", TRUTH);

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
    public Grant lease(UUID task) {
        return database.write(() -> database.change(sql -> {
            var kept = sql.select(EPOCH).from(LEASE).where(leaseOf(task)).fetchOne(EPOCH);
            if (kept != null) {
                return new Grant(new Lease(task, kept), true);
            }
            long epoch = current(sql);
            sql.insertInto(LEASE)
                    .set(STORAGE_UUID, storageUuid)
                    .set(HOLDER_UUID, Uuids.of(task))
                    .set(EPOCH, epoch)
                    .execute();
            return new Grant(new Lease(task, epoch), false);
        }));
    }

    private Condition leaseOf(UUID task) {
        return STORAGE_UUID.eq(storageUuid).and(HOLDER_UUID.eq(Uuids.of(task)));
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
    public void end(Lease lease) {
        database.write(() -> database.change(sql -> sql.deleteFrom(LEASE)
                .where(leaseOf(lease.task()), EPOCH.eq(lease.epoch()))
                .execute()));
    }

    @Override
    public List<Condemned> condemned() {
        return database.read(sql -> sql.select(PACK_ID, CONDEMNED_EPOCH, DELETING)
                .from(CONDEMNED)
                .where(CONDEMNED_ON.eq(storageUuid))
                .fetch(row ->
                        new Condemned(PackId.parse(row.get(PACK_ID)), row.get(CONDEMNED_EPOCH), row.get(DELETING))));
    }

    @Override
    public long condemn(Collection<PackId> packs) {
        return database.write(() -> database.change(sql -> {
            long epoch = StoredBackupStorages.advanceEpoch(sql, storageUuid);
            for (var pack : packs) {
                sql.insertInto(CONDEMNED)
                        .set(CONDEMNED_ON, storageUuid)
                        .set(PACK_ID, pack.hex())
                        .set(CONDEMNED_EPOCH, epoch)
                        .set(DELETING, false)
                        .onConflictDoNothing()
                        .execute();
            }
            return epoch;
        }));
    }

    @Override
    public void decide() {
        database.write(() -> database.change(sql -> sql.update(CONDEMNED)
                .set(DELETING, true)
                .where(CONDEMNED_ON.eq(storageUuid))
                .execute()));
    }

    @Override
    public void forget(Collection<PackId> gone) {
        if (gone.isEmpty()) {
            return;
        }
        database.write(() -> database.change(sql -> {
            int forgotten = 0;
            for (var pack : gone) {
                forgotten += sql.deleteFrom(CONDEMNED)
                        .where(CONDEMNED_ON.eq(storageUuid), PACK_ID.eq(pack.hex()))
                        .execute();
            }
            return forgotten;
        }));
    }

    @Override
    public void adopt(long epoch) {
        database.write(() -> database.change(sql -> {
            sql.deleteFrom(LEASE).where(STORAGE_UUID.eq(storageUuid)).execute();
            sql.deleteFrom(CONDEMNED).where(CONDEMNED_ON.eq(storageUuid)).execute();
            return StoredBackupStorages.raiseEpoch(sql, storageUuid, epoch);
        }));
    }

    /** Ends all leases on a storage, and forgets what was condemned on it. */
    static int releaseAll(DSLContext sql, String storageUuid) {
        sql.deleteFrom(CONDEMNED).where(CONDEMNED_ON.eq(storageUuid)).execute();
        return sql.deleteFrom(LEASE).where(STORAGE_UUID.eq(storageUuid)).execute();
    }

    /** Ends all leases of a task or an upload. */
    static int release(DSLContext sql, String holderUuid) {
        return sql.deleteFrom(LEASE).where(HOLDER_UUID.eq(holderUuid)).execute();
    }
}
