package io.longshore.rest.facade;

import io.longshore.rest.facade.QueryField.Constant;
import io.longshore.rest.facade.QueryField.Date;
import io.longshore.rest.facade.QueryField.Text;
import io.longshore.rest.facade.QueryField.Truth;
import io.longshore.rest.facade.QueryField.Uuid;
import io.longshore.rest.facade.QueryField.WholeNumber;
import io.longshore.rest.facade.QueryField.Word;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of an inventory.
 *
 * @param inventoryClass the original's class, for its messages
 * @param fields the inventory's own fields
 * @param refs the fields of its {@code backupStorageRefs}
 */
record QueryTable(String inventoryClass, Map<String, QueryField> fields, Map<String, QueryField> refs) {
    /** The original lets both be said, and means the same. */
    private static final Set<String> REFS = Set.of("backupStorageRefs", "backupStorageRef");

    private static final String REFS_FIELD = "backup_storage_refs.";

    static final QueryTable IMAGES = new QueryTable(
            "org.zstack.header.image.ImageInventory",
            Map.ofEntries(
                    Map.entry("uuid", new Uuid("uuid")),
                    Map.entry("name", new Text("name")),
                    Map.entry("description", new Text("description")),
                    Map.entry("state", new Word<>("state", Spelling.IMAGE_STATE)),
                    Map.entry("status", new Word<>("status", Spelling.IMAGE_STATUS)),
                    Map.entry("size", new WholeNumber("size_bytes")),
                    Map.entry("actualSize", new WholeNumber("actual_size_bytes")),
                    Map.entry("md5Sum", new Text("md5_sum")),
                    Map.entry("url", new Text("url")),
                    Map.entry("mediaType", new Word<>("media_type", Spelling.MEDIA_TYPE)),
                    Map.entry("guestOsType", new Text("guest_os_type")),
                    Map.entry("type", new Constant(Inventories.IMAGE_TYPE)),
                    Map.entry("platform", new Text("platform")),
                    Map.entry("architecture", new Text("architecture")),
                    Map.entry("format", new Text("format")),
                    Map.entry("system", new Truth("system")),
                    Map.entry("virtio", new Truth("virtio")),
                    Map.entry("createDate", new Date("create_time")),
                    Map.entry("lastOpDate", new Date("update_time"))),
            Map.of(
                    "id", new WholeNumber(REFS_FIELD + "id"),
                    "imageUuid", new Uuid(REFS_FIELD + "image_uuid"),
                    "backupStorageUuid", new Uuid(REFS_FIELD + "backup_storage_uuid"),
                    "installPath", new Text(REFS_FIELD + "install_path"),
                    "status", new Word<>(REFS_FIELD + "status", Spelling.IMAGE_STATUS),
                    "exportUrl", new Text(REFS_FIELD + "export_url"),
                    "exportMd5Sum", new Text(REFS_FIELD + "export_md5_sum"),
                    "createDate", new Date(REFS_FIELD + "create_time"),
                    "lastOpDate", new Date(REFS_FIELD + "update_time")));

    static final QueryTable VOLUME_BACKUPS = new QueryTable(
            "org.zstack.header.storage.backup.VolumeBackupInventory",
            Map.ofEntries(
                    Map.entry("uuid", new Uuid("uuid")),
                    Map.entry("volumeUuid", new Uuid("volume_uuid")),
                    Map.entry("name", new Text("name")),
                    Map.entry("description", new Text("description")),
                    Map.entry("type", new Word<>("type", Spelling.VOLUME_TYPE)),
                    Map.entry("state", new Word<>("state", Spelling.BACKUP_STATE)),
                    Map.entry("status", new Word<>("status", Spelling.BACKUP_STATUS)),
                    Map.entry("size", new WholeNumber("size_bytes")),
                    Map.entry("metadata", new Text("metadata")),
                    Map.entry("groupUuid", new Uuid("group_uuid")),
                    Map.entry("mode", new Word<>("mode", Spelling.BACKUP_MODE)),
                    Map.entry("vmInstanceUuid", new Uuid("vm_instance_uuid")),
                    Map.entry("createDate", new Date("create_time")),
                    Map.entry("lastOpDate", new Date("update_time"))),
            Map.of(
                    "volumeBackupUuid", new Uuid(REFS_FIELD + "volume_backup_uuid"),
                    "backupStorageUuid", new Uuid(REFS_FIELD + "backup_storage_uuid"),
                    "installPath", new Text(REFS_FIELD + "install_path"),
                    "status", new Word<>(REFS_FIELD + "status", Spelling.BACKUP_STATUS),
                    "createDate", new Date(REFS_FIELD + "create_time"),
                    "lastOpDate", new Date(REFS_FIELD + "update_time")));

    /** A field by the name that a condition gives it; fails as the original does where there is none. */
    QueryField field(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return known(fields.get(name), name);
        }
        if (!REFS.contains(name.substring(0, dot))) {
            throw badJoin(name);
        }
        return known(refs.get(name.substring(dot + 1)), name);
    }

    private QueryField known(@Nullable QueryField field, String name) {
        if (field == null) {
            throw unknown(inventoryClass, name);
        }
        return field;
    }

    /** The original's failure for a field that an inventory does not have. */
    static Refusal unknown(String inventoryClass, String name) {
        return ErrorCodes.INTERNAL.refusal(
                "inventory class[class %s] not having field[%s]".formatted(inventoryClass, name));
    }

    /** The original's failure for a condition that leads into what is not joined. */
    static Refusal badJoin(String name) {
        return ErrorCodes.INTERNAL.refusal("invalid nested query condition[%s]".formatted(name));
    }
}
