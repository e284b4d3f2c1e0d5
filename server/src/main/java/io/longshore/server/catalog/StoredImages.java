package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.TAGS;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.TRUTH;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.enumeration;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.image.Image;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.image.Images;
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

/** Images and, by {@link StoredImageRefs}, where they lie. */
final class StoredImages implements Images {
    static final Table<?> IMAGE = DSL.table(DSL.name("image"));
    static final Field<String> UUID = column(IMAGE, "uuid", TEXT);
    private static final Field<String> ACCOUNT_UUID = column(IMAGE, "account_uuid", TEXT);
    private static final Field<String> NAME = column(IMAGE, "name", TEXT);
    private static final Field<String> DESCRIPTION = optional(IMAGE, "description", TEXT);
    private static final Field<ImageState> STATE = column(IMAGE, "state", enumeration(ImageState.class));
    private static final Field<ImageStatus> STATUS = column(IMAGE, "status", enumeration(ImageStatus.class));
    private static final Field<MediaType> MEDIA_TYPE = column(IMAGE, "media_type", enumeration(MediaType.class));
    private static final Field<String> FORMAT = column(IMAGE, "format", TEXT);
    private static final Field<Long> SIZE_BYTES = column(IMAGE, "size_bytes", ColumnTypes.NUMBER);
    private static final Field<Long> ACTUAL_SIZE_BYTES = column(IMAGE, "actual_size_bytes", ColumnTypes.NUMBER);
    private static final Field<String> MD5_SUM = optional(IMAGE, "md5_sum", TEXT);
    private static final Field<String> URL = optional(IMAGE, "url", TEXT);
    private static final Field<String> GUEST_OS_TYPE = optional(IMAGE, "guest_os_type", TEXT);
    private static final Field<String> PLATFORM = optional(IMAGE, "platform", TEXT);
    private static final Field<String> ARCHITECTURE = optional(IMAGE, "architecture", TEXT);
    private static final Field<Boolean> SYSTEM = column(IMAGE, "system_image", TRUTH);
    private static final Field<Boolean> VIRTIO = optional(IMAGE, "virtio", TRUTH);
    private static final Identities IDENTITY = Identities.of(IMAGE);
    private static final Field<List<String>> SYSTEM_TAGS = column(IMAGE, "system_tags", TAGS);
    private static final Field<List<String>> USER_TAGS = column(IMAGE, "user_tags", TAGS);
    private static final Field<Instant> CREATE_TIME = column(IMAGE, "create_time", TIME);
    private static final Field<Instant> UPDATE_TIME = column(IMAGE, "update_time", TIME);

    private static final List<Field<?>> COLUMNS = List.of(
            UUID,
            ACCOUNT_UUID,
            NAME,
            DESCRIPTION,
            STATE,
            STATUS,
            MEDIA_TYPE,
            FORMAT,
            SIZE_BYTES,
            ACTUAL_SIZE_BYTES,
            MD5_SUM,
            URL,
            GUEST_OS_TYPE,
            PLATFORM,
            ARCHITECTURE,
            SYSTEM,
            VIRTIO,
            IDENTITY.length(),
            IDENTITY.root(),
            SYSTEM_TAGS,
            USER_TAGS,
            CREATE_TIME,
            UPDATE_TIME);

    private static final Listing LISTING = new Listing("image", IMAGE, "uuid", COLUMNS, fields(), "create_time");

    private final Database database;

    StoredImages(Database database) {
        this.database = database;
    }

    private static Map<String, ListedField> fields() {
        var fields = new HashMap<String, ListedField>();
        fields.put("uuid", ListedField.uuid(UUID));
        fields.put("account_uuid", ListedField.uuid(ACCOUNT_UUID));
        fields.put("name", ListedField.text(NAME));
        fields.put("description", ListedField.text(DESCRIPTION));
        fields.put("state", ListedField.enumeration(STATE, "IMAGE_STATE_"));
        fields.put("status", ListedField.enumeration(STATUS, "IMAGE_STATUS_"));
        fields.put("media_type", ListedField.enumeration(MEDIA_TYPE, "IMAGE_MEDIA_TYPE_"));
        fields.put("format", ListedField.text(FORMAT));
        fields.put("size_bytes", ListedField.number(SIZE_BYTES));
        fields.put("actual_size_bytes", ListedField.number(ACTUAL_SIZE_BYTES));
        fields.put("md5_sum", ListedField.text(MD5_SUM));
        fields.put("url", ListedField.text(URL));
        fields.put("guest_os_type", ListedField.text(GUEST_OS_TYPE));
        fields.put("platform", ListedField.text(PLATFORM));
        fields.put("architecture", ListedField.text(ARCHITECTURE));
        fields.put("system", ListedField.truth(SYSTEM));
        fields.put("virtio", ListedField.truth(VIRTIO));
        fields.put("identity.length_bytes", ListedField.number(IDENTITY.length()));
        fields.put("identity.root", ListedField.text(IDENTITY.root()));
        fields.put("create_time", ListedField.time(CREATE_TIME));
        fields.put("update_time", ListedField.time(UPDATE_TIME));
        StoredImageRefs.fields().forEach((name, field) -> fields.put("backup_storage_refs." + name, field));
        return Map.copyOf(fields);
    }

    @Override
    public Optional<Image> find(String uuid) {
        return database.read(sql -> {
            var rows = sql.select(COLUMNS).from(IMAGE).where(UUID.eq(uuid)).fetch();
            return read(sql, rows).stream().findFirst();
        });
    }

    @Override
    public Page<Image> list(Optional<String> accountUuid, Query query) {
        var scope = accountUuid.map(ACCOUNT_UUID::eq).orElse(DSL.noCondition());
        return LISTING.page(database, query, scope, accountUuid.orElse(""), StoredImages::read);
    }

    @Override
    public void insert(Image image) {
        database.change(sql -> {
            sql.insertInto(IMAGE).set(row(image)).execute();
            image.backupStorageRefs().forEach(ref -> StoredImageRefs.put(sql, ref));
            return true;
        });
    }

    @Override
    public void update(Image image) {
        database.change(sql ->
                sql.update(IMAGE).set(row(image)).where(UUID.eq(image.uuid())).execute());
    }

    @Override
    public void putRef(ImageRef ref) {
        database.change(sql -> StoredImageRefs.put(sql, ref));
    }

    @Override
    public void removeRef(String imageUuid, String backupStorageUuid) {
        database.change(sql -> StoredImageRefs.remove(sql, imageUuid, backupStorageUuid));
    }

    @Override
    public void delete(String uuid) {
        database.change(sql -> sql.deleteFrom(IMAGE).where(UUID.eq(uuid)).execute());
    }

    @Override
    public List<ImageRef> refsOn(String backupStorageUuid) {
        return database.read(sql -> StoredImageRefs.on(sql, backupStorageUuid));
    }

    private static List<Image> read(DSLContext sql, Result<? extends Record> rows) {
        var refs = StoredImageRefs.of(sql, rows.getValues(UUID));
        return rows.map(row -> image(row, refs.getOrDefault(row.get(UUID), List.of())));
    }

    private static Image image(Record row, List<ImageRef> refs) {
        return new Image(
                row.get(UUID),
                row.get(ACCOUNT_UUID),
                row.get(NAME),
                row.get(DESCRIPTION),
                row.get(STATE),
                row.get(STATUS),
                row.get(MEDIA_TYPE),
                row.get(FORMAT),
                row.get(SIZE_BYTES),
                row.get(ACTUAL_SIZE_BYTES),
                row.get(MD5_SUM),
                row.get(URL),
                row.get(GUEST_OS_TYPE),
                row.get(PLATFORM),
                row.get(ARCHITECTURE),
                row.get(SYSTEM),
                row.get(VIRTIO),
                IDENTITY.read(row),
                refs,
                row.get(SYSTEM_TAGS),
                row.get(USER_TAGS),
                row.get(CREATE_TIME),
                row.get(UPDATE_TIME));
    }

    private static Map<Field<?>, @Nullable Object> row(Image image) {
        var row = new LinkedHashMap<Field<?>, @Nullable Object>();
        row.put(UUID, image.uuid());
        row.put(ACCOUNT_UUID, image.accountUuid());
        row.put(NAME, image.name());
        row.put(DESCRIPTION, image.description());
        row.put(STATE, image.state());
        row.put(STATUS, image.status());
        row.put(MEDIA_TYPE, image.mediaType());
        row.put(FORMAT, image.format());
        row.put(SIZE_BYTES, image.sizeBytes());
        row.put(ACTUAL_SIZE_BYTES, image.actualSizeBytes());
        row.put(MD5_SUM, image.md5Sum());
        row.put(URL, image.url());
        row.put(GUEST_OS_TYPE, image.guestOsType());
        row.put(PLATFORM, image.platform());
        row.put(ARCHITECTURE, image.architecture());
        row.put(SYSTEM, image.system());
        row.put(VIRTIO, image.virtio());
        IDENTITY.put(row, image.identity());
        row.put(SYSTEM_TAGS, image.systemTags());
        row.put(USER_TAGS, image.userTags());
        row.put(CREATE_TIME, image.createTime());
        row.put(UPDATE_TIME, image.updateTime());
        return row;
    }
}
