package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.enumeration;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
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

/** On which storages images lie. */
final class StoredImageRefs {
    private static final Table<?> REF = DSL.table(DSL.name("image_ref"));
    private static final Field<Long> ID = column(REF, "id", NUMBER);
    private static final Field<String> IMAGE_UUID = column(REF, "image_uuid", TEXT);
    private static final Field<String> STORAGE_UUID = column(REF, "backup_storage_uuid", TEXT);
    private static final Field<String> INSTALL_PATH = column(REF, "install_path", TEXT);
    private static final Field<String> MANIFEST_ID = column(REF, "manifest_id", TEXT);
    private static final Field<ImageStatus> STATUS = column(REF, "status", enumeration(ImageStatus.class));
    private static final Field<String> EXPORT_URL = optional(REF, "export_url", TEXT);
    private static final Field<String> EXPORT_MD5_SUM = optional(REF, "export_md5_sum", TEXT);
    private static final Field<Instant> CREATE_TIME = column(REF, "create_time", TIME);
    private static final Field<Instant> UPDATE_TIME = column(REF, "update_time", TIME);

    private static final List<Field<?>> COLUMNS = List.of(
            ID,
            IMAGE_UUID,
            STORAGE_UUID,
            INSTALL_PATH,
            MANIFEST_ID,
            STATUS,
            EXPORT_URL,
            EXPORT_MD5_SUM,
            CREATE_TIME,
            UPDATE_TIME);

    private StoredImageRefs() {}

    /** What conditions on images may ask of their references. */
    static Map<String, ListedField> fields() {
        var fields = new HashMap<String, ListedField>();
        fields.put("id", ListedField.number(ID));
        fields.put("image_uuid", ListedField.uuid(IMAGE_UUID));
        fields.put("backup_storage_uuid", ListedField.uuid(STORAGE_UUID));
        fields.put("install_path", ListedField.text(INSTALL_PATH));
        fields.put("status", ListedField.enumeration(STATUS, "IMAGE_STATUS_"));
        fields.put("export_url", ListedField.text(EXPORT_URL));
        fields.put("export_md5_sum", ListedField.text(EXPORT_MD5_SUM));
        fields.put("create_time", ListedField.time(CREATE_TIME));
        fields.put("update_time", ListedField.time(UPDATE_TIME));
        fields.replaceAll((_, field) -> ListedField.any(REF, IMAGE_UUID.eq(StoredImages.UUID), field));
        return fields;
    }

    /** The references of these images, by image, in the order in which they came. */
    static Map<String, List<ImageRef>> of(DSLContext sql, Collection<String> imageUuids) {
        if (imageUuids.isEmpty()) {
            return Map.of();
        }
        return sql
                .select(COLUMNS)
                .from(REF)
                .where(IMAGE_UUID.in(imageUuids))
                .orderBy(ID)
                .fetch(StoredImageRefs::read)
                .stream()
                .collect(Collectors.groupingBy(ImageRef::imageUuid));
    }

    static List<ImageRef> on(DSLContext sql, String storageUuid) {
        return sql.select(COLUMNS)
                .from(REF)
                .where(STORAGE_UUID.eq(storageUuid))
                .orderBy(ID)
                .fetch(StoredImageRefs::read);
    }

    /** Adds a reference, or replaces the one of the same image and storage, which keeps its id. */
    static int put(DSLContext sql, ImageRef ref) {
        var here = IMAGE_UUID.eq(ref.imageUuid()).and(STORAGE_UUID.eq(ref.backupStorageUuid()));
        var id = sql.select(ID).from(REF).where(here).fetchOne(ID);
        if (id != null) {
            return sql.update(REF).set(row(ref, id)).where(here).execute();
        }
        return sql.insertInto(REF).set(row(ref, Series.next(sql, "image_ref"))).execute();
    }

    static int remove(DSLContext sql, String imageUuid, String storageUuid) {
        return sql.deleteFrom(REF)
                .where(IMAGE_UUID.eq(imageUuid), STORAGE_UUID.eq(storageUuid))
                .execute();
    }

    private static ImageRef read(Record row) {
        return new ImageRef(
                row.get(ID),
                row.get(IMAGE_UUID),
                row.get(STORAGE_UUID),
                row.get(INSTALL_PATH),
                row.get(MANIFEST_ID),
                row.get(STATUS),
                row.get(EXPORT_URL),
                row.get(EXPORT_MD5_SUM),
                row.get(CREATE_TIME),
                row.get(UPDATE_TIME));
    }

    private static Map<Field<?>, @Nullable Object> row(ImageRef ref, long id) {
        var row = new LinkedHashMap<Field<?>, @Nullable Object>();
        row.put(ID, id);
        row.put(IMAGE_UUID, ref.imageUuid());
        row.put(STORAGE_UUID, ref.backupStorageUuid());
        row.put(INSTALL_PATH, ref.installPath());
        row.put(MANIFEST_ID, ref.manifestId());
        row.put(STATUS, ref.status());
        row.put(EXPORT_URL, ref.exportUrl());
        row.put(EXPORT_MD5_SUM, ref.exportMd5Sum());
        row.put(CREATE_TIME, ref.createTime());
        row.put(UPDATE_TIME, ref.updateTime());
        return row;
    }
}
