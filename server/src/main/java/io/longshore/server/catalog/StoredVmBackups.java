package io.longshore.server.catalog;

import io.longshore.server.backup.VmBackup;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Groups of volume backups: what their backups have in common, made from these when it is read. */
final class StoredVmBackups {
    private static final Table<?> GROUPS = DSL.select(
                    StoredVolumeBackups.GROUP_UUID.as("group_uuid"),
                    DSL.min(StoredVolumeBackups.ACCOUNT_UUID).as("account_uuid"),
                    DSL.min(StoredVolumeBackups.VM_INSTANCE_UUID).as("vm_instance_uuid"),
                    DSL.min(StoredVolumeBackups.NAME).as("name"),
                    DSL.min(StoredVolumeBackups.CREATE_TIME).as("create_time"))
            .from(StoredVolumeBackups.BACKUP)
            .where(StoredVolumeBackups.GROUP_UUID.isNotNull())
            .groupBy(StoredVolumeBackups.GROUP_UUID)
            .asTable("vm_backup");
    private static final Field<String> GROUP_UUID = ColumnTypes.column(GROUPS, "group_uuid", ColumnTypes.TEXT);
    private static final Field<String> ACCOUNT_UUID = ColumnTypes.column(GROUPS, "account_uuid", ColumnTypes.TEXT);
    private static final Field<String> VM_INSTANCE_UUID =
            ColumnTypes.optional(GROUPS, "vm_instance_uuid", ColumnTypes.TEXT);
    private static final Field<String> NAME = ColumnTypes.column(GROUPS, "name", ColumnTypes.TEXT);
    private static final Field<Instant> CREATE_TIME = ColumnTypes.column(GROUPS, "create_time", ColumnTypes.TIME);

    private static final Listing LISTING = new Listing(
            "vm_backup",
            GROUPS,
            "group_uuid",
            List.of(GROUP_UUID),
            Map.of(
                    "group_uuid", ListedField.uuid(GROUP_UUID),
                    "vm_instance_uuid", ListedField.uuid(VM_INSTANCE_UUID),
                    "name", ListedField.text(NAME),
                    "create_time", ListedField.time(CREATE_TIME)),
            "create_time");

    private StoredVmBackups() {}

    static Page<VmBackup> list(Database database, Optional<String> accountUuid, Query query) {
        var scope = accountUuid.map(ACCOUNT_UUID::eq).orElse(DSL.noCondition());
        return LISTING.page(database, query, scope, accountUuid.orElse(""), StoredVmBackups::read);
    }

    private static List<VmBackup> read(DSLContext sql, Result<? extends Record> rows) {
        return rows.map(row -> vmBackup(row.get(GROUP_UUID), StoredVolumeBackups.group(sql, row.get(GROUP_UUID))));
    }

    private static VmBackup vmBackup(String groupUuid, List<VolumeBackup> backups) {
        var first = backups.getFirst();
        var createTime = backups.stream()
                .map(VolumeBackup::createTime)
                .min(Instant::compareTo)
                .orElseThrow();
        return new VmBackup(groupUuid, first.vmInstanceUuid(), first.name(), backups, createTime);
    }
}
