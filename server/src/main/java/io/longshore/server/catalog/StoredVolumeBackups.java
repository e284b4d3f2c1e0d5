package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TAGS;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.enumeration;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.backup.VmBackup;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.State;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.backup.VolumeBackups;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Volume backups and, by {@link StoredVolumeBackupRefs}, where they lie; groups of them by {@link StoredVmBackups}. */
final class StoredVolumeBackups implements VolumeBackups {
    static final Table<?> BACKUP = DSL.table(DSL.name("volume_backup"));
    static final Field<String> UUID = column(BACKUP, "uuid", TEXT);
    static final Field<String> ACCOUNT_UUID = column(BACKUP, "account_uuid", TEXT);
    static final Field<String> NAME = column(BACKUP, "name", TEXT);
    private static final Field<String> DESCRIPTION = optional(BACKUP, "description", TEXT);
    private static final Field<String> VOLUME_UUID = column(BACKUP, "volume_uuid", TEXT);
    private static final Field<VolumeType> TYPE = column(BACKUP, "type", enumeration(VolumeType.class));
    private static final Field<State> STATE = column(BACKUP, "state", enumeration(State.class));
    private static final Field<Status> STATUS = column(BACKUP, "status", enumeration(Status.class));
    private static final Field<Long> SIZE_BYTES = column(BACKUP, "size_bytes", NUMBER);
    private static final Field<Long> ACTUAL_SIZE_BYTES = column(BACKUP, "actual_size_bytes", NUMBER);
    private static final Field<String> FORMAT = column(BACKUP, "format", TEXT);
    private static final Field<Mode> MODE = column(BACKUP, "mode", enumeration(Mode.class));
    private static final Field<String> METADATA = optional(BACKUP, "metadata", TEXT);
    static final Field<String> GROUP_UUID = optional(BACKUP, "group_uuid", TEXT);
    static final Field<String> VM_INSTANCE_UUID = optional(BACKUP, "vm_instance_uuid", TEXT);
    private static final Identities IDENTITY = Identities.of(BACKUP);
    private static final Field<List<String>> SYSTEM_TAGS = column(BACKUP, "system_tags", TAGS);
    private static final Field<List<String>> USER_TAGS = column(BACKUP, "user_tags", TAGS);
    static final Field<Instant> CREATE_TIME = column(BACKUP, "create_time", TIME);
    private static final Field<Instant> UPDATE_TIME = column(BACKUP, "update_time", TIME);
    private static final Field<Long> POSITION = column(BACKUP, "position", NUMBER);

    private static final List<Field<?>> COLUMNS = List.of(
            UUID,
            ACCOUNT_UUID,
            NAME,
            DESCRIPTION,
            VOLUME_UUID,
            TYPE,
            STATE,
            STATUS,
            SIZE_BYTES,
            ACTUAL_SIZE_BYTES,
            FORMAT,
            MODE,
            METADATA,
            GROUP_UUID,
            VM_INSTANCE_UUID,
            IDENTITY.length(),
            IDENTITY.root(),
            SYSTEM_TAGS,
            USER_TAGS,
            CREATE_TIME,
            UPDATE_TIME);

    private static final Listing LISTING =
            new Listing("volume_backup", BACKUP, "uuid", COLUMNS, fields(), "create_time");

    private final Database database;

    StoredVolumeBackups(Database database) {
        this.database = database;
    }

    private static Map<String, ListedField> fields() {
        var fields = new HashMap<String, ListedField>();
        fields.put("uuid", ListedField.uuid(UUID));
        fields.put("account_uuid", ListedField.uuid(ACCOUNT_UUID));
        fields.put("name", ListedField.text(NAME));
        fields.put("description", ListedField.text(DESCRIPTION));
        fields.put("volume_uuid", ListedField.uuid(VOLUME_UUID));
        fields.put("type", ListedField.enumeration(TYPE, "VOLUME_TYPE_"));
        fields.put("state", ListedField.enumeration(STATE, "VOLUME_BACKUP_STATE_"));
        fields.put("status", ListedField.enumeration(STATUS, "VOLUME_BACKUP_STATUS_"));
        fields.put("size_bytes", ListedField.number(SIZE_BYTES));
        fields.put("actual_size_bytes", ListedField.number(ACTUAL_SIZE_BYTES));
        fields.put("format", ListedField.text(FORMAT));
        fields.put("mode", ListedField.enumeration(MODE, "BACKUP_MODE_"));
        fields.put("metadata", ListedField.text(METADATA));
        fields.put("group_uuid", ListedField.uuid(GROUP_UUID));
        fields.put("vm_instance_uuid", ListedField.uuid(VM_INSTANCE_UUID));
        fields.put("identity.length_bytes", ListedField.number(IDENTITY.length()));
        fields.put("identity.root", ListedField.text(IDENTITY.root()));
        fields.put("create_time", ListedField.time(CREATE_TIME));
        fields.put("update_time", ListedField.time(UPDATE_TIME));
        StoredVolumeBackupRefs.fields().forEach((name, field) -> fields.put("backup_storage_refs." + name, field));
        return Map.copyOf(fields);
    }

    @Override
    public Optional<VolumeBackup> find(String uuid) {
        return database.read(sql -> {
            var rows = sql.select(COLUMNS).from(BACKUP).where(UUID.eq(uuid)).fetch();
            return read(sql, rows).stream().findFirst();
        });
    }

    @Override
    public Page<VolumeBackup> list(Optional<String> accountUuid, Query query) {
        var scope = accountUuid.map(ACCOUNT_UUID::eq).orElse(DSL.noCondition());
        return LISTING.page(database, query, scope, accountUuid.orElse(""), StoredVolumeBackups::read);
    }

    @Override
    public List<VolumeBackup> group(String groupUuid) {
        return database.read(sql -> group(sql, groupUuid));
    }

    static List<VolumeBackup> group(DSLContext sql, String groupUuid) {
        var rootFirst = DSL.when(TYPE.eq(VolumeType.ROOT), 0).otherwise(1);
        var rows = sql.select(COLUMNS)
                .from(BACKUP)
                .where(GROUP_UUID.eq(groupUuid))
                .orderBy(rootFirst, POSITION)
                .fetch();
        return read(sql, rows);
    }

    @Override
    public Page<VmBackup> listGroups(Optional<String> accountUuid, Query query) {
        return StoredVmBackups.list(database, accountUuid, query);
    }

    @Override
    public void insert(VolumeBackup backup) {
        database.change(sql -> {
            var row = row(backup);
            row.put(POSITION, Series.next(sql, "volume_backup"));
            sql.insertInto(BACKUP).set(row).execute();
            backup.backupStorageRefs().forEach(ref -> StoredVolumeBackupRefs.put(sql, ref));
            return true;
        });
    }

    @Override
    public void update(VolumeBackup backup) {
        database.change(sql -> sql.update(BACKUP)
                .set(row(backup))
                .where(UUID.eq(backup.uuid()))
                .execute());
    }

    @Override
    public void putRef(VolumeBackupRef ref) {
        database.change(sql -> StoredVolumeBackupRefs.put(sql, ref));
    }

    @Override
    public void removeRef(String volumeBackupUuid, String backupStorageUuid) {
        database.change(sql -> StoredVolumeBackupRefs.remove(sql, volumeBackupUuid, backupStorageUuid));
    }

    @Override
    public void delete(String uuid) {
        database.change(sql -> sql.deleteFrom(BACKUP).where(UUID.eq(uuid)).execute());
    }

    @Override
    public List<VolumeBackupRef> refsOn(String backupStorageUuid) {
        return database.read(sql -> StoredVolumeBackupRefs.on(sql, backupStorageUuid));
    }

    private static List<VolumeBackup> read(DSLContext sql, Result<? extends Record> rows) {
        var refs = StoredVolumeBackupRefs.of(sql, rows.getValues(UUID));
        return rows.map(row -> backup(row, refs.getOrDefault(row.get(UUID), List.of())));
    }

    private static VolumeBackup backup(Record row, List<VolumeBackupRef> refs) {
        return new VolumeBackup(
                row.get(UUID),
                row.get(ACCOUNT_UUID),
                row.get(NAME),
                row.get(DESCRIPTION),
                row.get(VOLUME_UUID),
                row.get(TYPE),
                row.get(STATE),
                row.get(STATUS),
                row.get(SIZE_BYTES),
                row.get(ACTUAL_SIZE_BYTES),
                row.get(FORMAT),
                row.get(MODE),
                row.get(METADATA),
                row.get(GROUP_UUID),
                row.get(VM_INSTANCE_UUID),
                IDENTITY.read(row),
                refs,
                row.get(SYSTEM_TAGS),
                row.get(USER_TAGS),
                row.get(CREATE_TIME),
                row.get(UPDATE_TIME));
    }

    private static Map<Field<?>, @Nullable Object> row(VolumeBackup backup) {
        var row = new LinkedHashMap<Field<?>, @Nullable Object>();
        row.put(UUID, backup.uuid());
        row.put(ACCOUNT_UUID, backup.accountUuid());
        row.put(NAME, backup.name());
        row.put(DESCRIPTION, backup.description());
        row.put(VOLUME_UUID, backup.volumeUuid());
        row.put(TYPE, backup.type());
        row.put(STATE, backup.state());
        row.put(STATUS, backup.status());
        row.put(SIZE_BYTES, backup.sizeBytes());
        row.put(ACTUAL_SIZE_BYTES, backup.actualSizeBytes());
        row.put(FORMAT, backup.format());
        row.put(MODE, backup.mode());
        row.put(METADATA, backup.metadata());
        row.put(GROUP_UUID, backup.groupUuid());
        row.put(VM_INSTANCE_UUID, backup.vmInstanceUuid());
        IDENTITY.put(row, backup.identity());
        row.put(SYSTEM_TAGS, backup.systemTags());
        row.put(USER_TAGS, backup.userTags());
        row.put(CREATE_TIME, backup.createTime());
        row.put(UPDATE_TIME, backup.updateTime());
        return row;
    }
}
