package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TAGS;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.enumeration;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.storage.TrashEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Backup storages; their trash by {@link StoredTrash}, what is reserved on them by {@link Reservations}. */
final class StoredBackupStorages implements BackupStorages {
    private static final Table<?> STORAGE = DSL.table(DSL.name("backup_storage"));
    private static final Field<String> UUID = column(STORAGE, "uuid", TEXT);
    private static final Field<String> ACCOUNT_UUID = column(STORAGE, "account_uuid", TEXT);
    private static final Field<String> NAME = column(STORAGE, "name", TEXT);
    private static final Field<String> DESCRIPTION = optional(STORAGE, "description", TEXT);
    private static final Field<State> STATE = column(STORAGE, "state", enumeration(State.class));
    private static final Field<String> LOCATION = column(STORAGE, "location", TEXT);
    private static final Field<Long> CAPACITY_BYTES = optional(STORAGE, "capacity_bytes", NUMBER);
    private static final Field<String> OPTIONS = optional(STORAGE, "options", TEXT);
    private static final Field<Long> EPOCH = column(STORAGE, "epoch", NUMBER);
    private static final Field<List<String>> SYSTEM_TAGS = column(STORAGE, "system_tags", TAGS);
    private static final Field<List<String>> USER_TAGS = column(STORAGE, "user_tags", TAGS);
    private static final Field<Instant> CREATE_TIME = column(STORAGE, "create_time", TIME);
    private static final Field<Instant> UPDATE_TIME = column(STORAGE, "update_time", TIME);

    private static final List<Field<?>> COLUMNS = List.of(
            UUID,
            ACCOUNT_UUID,
            NAME,
            DESCRIPTION,
            STATE,
            LOCATION,
            CAPACITY_BYTES,
            OPTIONS,
            EPOCH,
            SYSTEM_TAGS,
            USER_TAGS,
            CREATE_TIME,
            UPDATE_TIME);

    private static final Listing LISTING =
            new Listing("backup_storage", STORAGE, "uuid", COLUMNS, fields(), "create_time");

    private final Database database;

    StoredBackupStorages(Database database) {
        this.database = database;
    }

    private static Map<String, ListedField> fields() {
        var fields = new HashMap<String, ListedField>();
        fields.put("uuid", ListedField.uuid(UUID));
        fields.put("account_uuid", ListedField.uuid(ACCOUNT_UUID));
        fields.put("name", ListedField.text(NAME));
        fields.put("description", ListedField.text(DESCRIPTION));
        fields.put("state", ListedField.enumeration(STATE, "BACKUP_STORAGE_STATE_"));
        fields.put("create_time", ListedField.time(CREATE_TIME));
        fields.put("update_time", ListedField.time(UPDATE_TIME));
        return Map.copyOf(fields);
    }

    @Override
    public Optional<BackupStorage> find(String uuid) {
        return database.read(sql ->
                sql.select(COLUMNS).from(STORAGE).where(UUID.eq(uuid)).fetchOptional(StoredBackupStorages::read));
    }

    @Override
    public List<BackupStorage> all() {
        return database.read(sql ->
                sql.select(COLUMNS).from(STORAGE).orderBy(CREATE_TIME, UUID).fetch(StoredBackupStorages::read));
    }

    @Override
    public Page<BackupStorage> list(Query query) {
        return LISTING.page(database, query, DSL.noCondition(), "", (_, rows) -> rows.map(StoredBackupStorages::read));
    }

    @Override
    public void insert(BackupStorage storage) {
        database.change(sql -> {
            refuseSecond(sql, UUID.eq(storage.uuid()), "uuid", storage.uuid());
            refuseSecond(sql, NAME.eq(storage.name()), "name", storage.name());
            var location = StoredJson.write(storage.location());
            refuseSecond(
                    sql, LOCATION.eq(location), "location", storage.location().words());
            var row = row(storage);
            row.put(EPOCH, storage.epoch());
            return sql.insertInto(STORAGE).set(row).execute();
        });
    }

    private static void refuseSecond(DSLContext sql, Condition same, String what, String value) {
        sql.select(UUID).from(STORAGE).where(same).fetchOptional(UUID).ifPresent(uuid -> {
            throw new FailureException(
                    Reason.STORAGE_EXISTS,
                    what + ": " + value + " is that of backup storage " + uuid + " (expected: one of its own)",
                    Map.of("backupStorageUuid", uuid, "field", what));
        });
    }

    @Override
    public void update(BackupStorage storage) {
        database.change(sql -> {
            refuseSecond(sql, NAME.eq(storage.name()).and(UUID.ne(storage.uuid())), "name", storage.name());
            return sql.update(STORAGE)
                    .set(row(storage))
                    .where(UUID.eq(storage.uuid()))
                    .execute();
        });
    }

    @Override
    public void adoptEpoch(String uuid, long epoch) {
        database.change(sql -> {
            StoredEpochs.releaseAll(sql, uuid);
            return sql.update(STORAGE).set(EPOCH, epoch).where(UUID.eq(uuid)).execute();
        });
    }

    @Override
    public void delete(String uuid) {
        database.change(sql -> sql.deleteFrom(STORAGE).where(UUID.eq(uuid)).execute());
    }

    @Override
    public void reserve(String holderUuid, String backupStorageUuid, long bytes) {
        database.change(sql -> Reservations.put(sql, holderUuid, backupStorageUuid, bytes));
    }

    @Override
    public long reserved(String backupStorageUuid) {
        return database.read(sql -> Reservations.sum(sql, backupStorageUuid));
    }

    @Override
    public void insertTrash(TrashEntry entry) {
        database.change(sql -> StoredTrash.insert(sql, entry));
    }

    @Override
    public List<TrashEntry> trash(String backupStorageUuid, long afterId, int limit) {
        return database.read(sql -> StoredTrash.list(sql, backupStorageUuid, afterId, limit));
    }

    @Override
    public Optional<TrashEntry> findTrash(long id) {
        return database.read(sql -> StoredTrash.find(sql, id));
    }

    @Override
    public void deleteTrash(long id) {
        database.change(sql -> StoredTrash.delete(sql, id));
    }

    /** A storage's epoch; 0 while it is not in the catalog yet. */
    static long epoch(DSLContext sql, String uuid) {
        var epoch = sql.select(EPOCH).from(STORAGE).where(UUID.eq(uuid)).fetchOne(EPOCH);
        return epoch == null ? 0 : epoch;
    }

    /** Sets a storage's epoch, unless it is higher already. */
    static int raiseEpoch(DSLContext sql, String uuid, long epoch) {
        return sql.update(STORAGE)
                .set(EPOCH, epoch)
                .where(UUID.eq(uuid), EPOCH.lt(epoch))
                .execute();
    }

    static long advanceEpoch(DSLContext sql, String uuid) {
        if (sql.update(STORAGE).set(EPOCH, EPOCH.plus(1)).where(UUID.eq(uuid)).execute() != 1) {
            throw new IllegalStateException("backup storage: " + uuid + " (expected: one in the catalog)");
        }
        return epoch(sql, uuid);
    }

    private static BackupStorage read(Record row) {
        var capacity = row.get(CAPACITY_BYTES);
        var options = row.get(OPTIONS);
        return new BackupStorage(
                row.get(UUID),
                row.get(ACCOUNT_UUID),
                row.get(NAME),
                row.get(DESCRIPTION),
                row.get(STATE),
                StoredJson.read(row.get(LOCATION), Location.class),
                capacity == null ? OptionalLong.empty() : OptionalLong.of(capacity),
                options == null ? StorageOptions.USUAL : StoredJson.read(options, StorageOptions.class),
                row.get(EPOCH),
                row.get(SYSTEM_TAGS),
                row.get(USER_TAGS),
                row.get(CREATE_TIME),
                row.get(UPDATE_TIME));
    }

    private static Map<Field<?>, @Nullable Object> row(BackupStorage storage) {
        var row = new LinkedHashMap<Field<?>, @Nullable Object>();
        row.put(UUID, storage.uuid());
        row.put(ACCOUNT_UUID, storage.accountUuid());
        row.put(NAME, storage.name());
        row.put(DESCRIPTION, storage.description());
        row.put(STATE, storage.state());
        row.put(LOCATION, StoredJson.write(storage.location()));
        row.put(
                CAPACITY_BYTES,
                storage.capacityBytes().isPresent() ? storage.capacityBytes().getAsLong() : null);
        row.put(OPTIONS, storage.options().equals(StorageOptions.USUAL) ? null : StoredJson.write(storage.options()));
        row.put(SYSTEM_TAGS, storage.systemTags());
        row.put(USER_TAGS, storage.userTags());
        row.put(CREATE_TIME, storage.createTime());
        row.put(UPDATE_TIME, storage.updateTime());
        return row;
    }
}
