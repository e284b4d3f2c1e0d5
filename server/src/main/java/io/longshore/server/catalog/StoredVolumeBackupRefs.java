package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.enumeration;

import io.longshore.server.backup.VolumeBackup.Content;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** On which storages volume backups lie. */
final class StoredVolumeBackupRefs {
    private static final Table<?> REF = DSL.table(DSL.name("volume_backup_ref"));
    private static final Field<String> BACKUP_UUID = column(REF, "volume_backup_uuid", TEXT);
    private static final Field<String> STORAGE_UUID = column(REF, "backup_storage_uuid", TEXT);
    private static final Field<String> INSTALL_PATH = column(REF, "install_path", TEXT);
    private static final Field<String> MANIFEST_ID = column(REF, "manifest_id", TEXT);
    private static final Field<Status> STATUS = column(REF, "status", enumeration(Status.class));
    private static final Identities IDENTITY = Identities.of(REF);
    private static final Field<String> FORMAT = ColumnTypes.optional(REF, "format", TEXT);
    private static final Field<Long> ACTUAL_SIZE_BYTES = ColumnTypes.optional(REF, "actual_size_bytes", NUMBER);
    private static final Field<Instant> CREATE_TIME = column(REF, "create_time", TIME);
    private static final Field<Instant> UPDATE_TIME = column(REF, "update_time", TIME);
    private static final Field<Long> POSITION = column(REF, "position", NUMBER);

    private static final List<Field<?>> COLUMNS = List.of(
            BACKUP_UUID,
            STORAGE_UUID,
            INSTALL_PATH,
            MANIFEST_ID,
            STATUS,
            IDENTITY.length(),
            IDENTITY.root(),
            FORMAT,
            ACTUAL_SIZE_BYTES,
            CREATE_TIME,
            UPDATE_TIME);

    private StoredVolumeBackupRefs() {}

    /** What conditions on backups may ask of their references. */
    static Map<String, ListedField> fields() {
        var fields = new HashMap<String, ListedField>();
        fields.put("volume_backup_uuid", ListedField.uuid(BACKUP_UUID));
        fields.put("backup_storage_uuid", ListedField.uuid(STORAGE_UUID));
        fields.put("install_path", ListedField.text(INSTALL_PATH));
        fields.put("status", ListedField.enumeration(STATUS, "VOLUME_BACKUP_STATUS_"));
        fields.put("create_time", ListedField.time(CREATE_TIME));
        fields.put("update_time", ListedField.time(UPDATE_TIME));
        fields.replaceAll((_, field) -> ListedField.any(REF, BACKUP_UUID.eq(StoredVolumeBackups.UUID), field));
        return fields;
    }

    /** The references of these backups, by backup, in the order in which they came. */
    static Map<String, List<VolumeBackupRef>> of(DSLContext sql, Collection<String> backupUuids) {
        if (backupUuids.isEmpty()) {
            return Map.of();
        }
        return sql
                .select(COLUMNS)
                .from(REF)
                .where(BACKUP_UUID.in(backupUuids))
                .orderBy(POSITION)
                .fetch(StoredVolumeBackupRefs::read)
                .stream()
                .collect(Collectors.groupingBy(VolumeBackupRef::volumeBackupUuid));
    }

    static List<VolumeBackupRef> on(DSLContext sql, String storageUuid) {
        return sql.select(COLUMNS)
                .from(REF)
                .where(STORAGE_UUID.eq(storageUuid))
                .orderBy(POSITION)
                .fetch(StoredVolumeBackupRefs::read);
    }

    /** Adds a reference, or replaces the one of the same backup and storage. */
    static int put(DSLContext sql, VolumeBackupRef ref) {
        var here = BACKUP_UUID.eq(ref.volumeBackupUuid()).and(STORAGE_UUID.eq(ref.backupStorageUuid()));
        var row = row(ref);
        if (sql.update(REF).set(row).where(here).execute() == 1) {
            return 1;
        }
        row.put(POSITION, Series.next(sql, "volume_backup_ref"));
        return sql.insertInto(REF).set(row).execute();
    }

    static int remove(DSLContext sql, String backupUuid, String storageUuid) {
        return sql.deleteFrom(REF)
                .where(BACKUP_UUID.eq(backupUuid), STORAGE_UUID.eq(storageUuid))
                .execute();
    }

    private static VolumeBackupRef read(Record row) {
        return new VolumeBackupRef(
                row.get(BACKUP_UUID),
                row.get(STORAGE_UUID),
                row.get(INSTALL_PATH),
                row.get(MANIFEST_ID),
                row.get(STATUS),
                content(row),
                row.get(CREATE_TIME),
                row.get(UPDATE_TIME));
    }

    private static @Nullable Content content(Record row) {
        var identity = IDENTITY.read(row);
        return identity == null ? null : new Content(identity, row.get(FORMAT), row.get(ACTUAL_SIZE_BYTES));
    }

    private static Map<Field<?>, @Nullable Object> row(VolumeBackupRef ref) {
        var row = new LinkedHashMap<Field<?>, @Nullable Object>();
        row.put(BACKUP_UUID, ref.volumeBackupUuid());
        row.put(STORAGE_UUID, ref.backupStorageUuid());
        row.put(INSTALL_PATH, ref.installPath());
        row.put(MANIFEST_ID, ref.manifestId());
        row.put(STATUS, ref.status());
        var content = ref.content();
        IDENTITY.put(row, content == null ? null : content.identity());
        row.put(FORMAT, content == null ? null : content.format());
        row.put(ACTUAL_SIZE_BYTES, content == null ? null : content.actualSizeBytes());
        row.put(CREATE_TIME, ref.createTime());
        row.put(UPDATE_TIME, ref.updateTime());
        return row;
    }
}
