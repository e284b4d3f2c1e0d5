package io.longshore.server.catalog;

import static io.longshore.server.catalog.ColumnTypes.BYTES;
import static io.longshore.server.catalog.ColumnTypes.NUMBER;
import static io.longshore.server.catalog.ColumnTypes.TEXT;
import static io.longshore.server.catalog.ColumnTypes.TIME;
import static io.longshore.server.catalog.ColumnTypes.TRUTH;
import static io.longshore.server.catalog.ColumnTypes.column;
import static io.longshore.server.catalog.ColumnTypes.enumeration;
import static io.longshore.server.catalog.ColumnTypes.optional;

import io.longshore.server.content.Upload;
import io.longshore.server.content.Uploads;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Uploads and what is needed to go on with them. */
final class StoredUploads implements Uploads {
    private static final Table<?> UPLOAD = DSL.table(DSL.name("upload"));
    private static final Field<String> UUID = column(UPLOAD, "uuid", TEXT);
    private static final Field<String> ACCOUNT_UUID = column(UPLOAD, "account_uuid", TEXT);
    private static final Field<String> STORAGE_UUID = column(UPLOAD, "backup_storage_uuid", TEXT);
    private static final Field<Long> SIZE_BYTES = column(UPLOAD, "size_bytes", NUMBER);
    private static final Field<Long> DATA_BYTES = column(UPLOAD, "data_bytes", NUMBER);
    private static final Field<Long> COMMITTED_BYTES = column(UPLOAD, "committed_bytes", NUMBER);
    private static final Field<Upload.State> STATE = column(UPLOAD, "state", enumeration(Upload.State.class));
    private static final Field<String> EXPECTED_ROOT = column(UPLOAD, "expected_root", TEXT);
    private static final Field<String> EXPECTED_SHA256 = column(UPLOAD, "expected_sha256", TEXT);
    private static final Field<Boolean> OMITS_MD5 = column(UPLOAD, "omits_md5", TRUTH);
    private static final Identities IDENTITY = Identities.of(UPLOAD);
    private static final Field<String> MD5_SUM = optional(UPLOAD, "md5_sum", TEXT);
    private static final Field<Long> ACTUAL_SIZE_BYTES = column(UPLOAD, "actual_size_bytes", NUMBER);
    private static final Field<Instant> CREATE_TIME = column(UPLOAD, "create_time", TIME);
    private static final Field<Instant> EXPIRE_TIME = column(UPLOAD, "expire_time", TIME);

    private static final List<Field<?>> COLUMNS = List.of(
            UUID,
            ACCOUNT_UUID,
            STORAGE_UUID,
            SIZE_BYTES,
            DATA_BYTES,
            COMMITTED_BYTES,
            STATE,
            EXPECTED_ROOT,
            EXPECTED_SHA256,
            OMITS_MD5,
            IDENTITY.length(),
            IDENTITY.root(),
            MD5_SUM,
            ACTUAL_SIZE_BYTES,
            CREATE_TIME,
            EXPIRE_TIME);

    private static final Table<?> CHECKPOINT = DSL.table(DSL.name("upload_checkpoint"));
    private static final Field<String> CHECKPOINT_OF = column(CHECKPOINT, "upload_uuid", TEXT);
    private static final Field<byte[]> CONTENT = column(CHECKPOINT, "content", BYTES);

    private final Database database;

    StoredUploads(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Upload> find(String uuid) {
        return database.read(
                sql -> sql.select(COLUMNS).from(UPLOAD).where(UUID.eq(uuid)).fetchOptional(StoredUploads::read));
    }

    @Override
    public void insert(Upload upload) {
        database.change(sql -> sql.insertInto(UPLOAD).set(row(upload)).execute());
    }

    /** Ends its leases, too, once it is published: what it wrote is found by what it has become. */
    @Override
    public void update(Upload upload) {
        database.change(sql -> {
            if (upload.state() == Upload.State.PUBLISHED) {
                release(sql, upload.uuid());
            }
            return sql.update(UPLOAD)
                    .set(row(upload))
                    .where(UUID.eq(upload.uuid()))
                    .execute();
        });
    }

    private static void release(DSLContext sql, String uuid) {
        Reservations.release(sql, uuid);
        StoredEpochs.release(sql, uuid);
    }

    /** Takes what was reserved for it and its leases away, too. */
    @Override
    public void delete(String uuid) {
        database.change(sql -> {
            release(sql, uuid);
            return sql.deleteFrom(UPLOAD).where(UUID.eq(uuid)).execute();
        });
    }

    @Override
    public Optional<byte[]> checkpoint(String uuid) {
        return database.read(sql -> sql.select(CONTENT)
                .from(CHECKPOINT)
                .where(CHECKPOINT_OF.eq(uuid))
                .fetchOptional(CONTENT));
    }

    @Override
    public void keepCheckpoint(String uuid, byte[] checkpoint) {
        database.change(sql -> {
            int kept = sql.update(CHECKPOINT)
                    .set(CONTENT, checkpoint)
                    .where(CHECKPOINT_OF.eq(uuid))
                    .execute();
            return kept == 1
                    ? kept
                    : sql.insertInto(CHECKPOINT)
                            .set(CHECKPOINT_OF, uuid)
                            .set(CONTENT, checkpoint)
                            .execute();
        });
    }

    @Override
    public List<String> packs(String uuid) {
        return database.read(sql -> StoredPacks.OF_UPLOADS.names(sql, uuid));
    }

    @Override
    public void keepPack(String uuid, String name) {
        database.change(sql -> StoredPacks.OF_UPLOADS.add(sql, uuid, name));
    }

    @Override
    public List<Upload> on(String backupStorageUuid) {
        return select(STORAGE_UUID.eq(backupStorageUuid));
    }

    @Override
    public List<Upload> expired(Instant now) {
        return select(EXPIRE_TIME.le(now));
    }

    private List<Upload> select(Condition condition) {
        return database.read(sql -> sql.select(COLUMNS)
                .from(UPLOAD)
                .where(condition)
                .orderBy(CREATE_TIME, UUID)
                .fetch(StoredUploads::read));
    }

    private static Upload read(Record row) {
        return new Upload(
                row.get(UUID),
                row.get(ACCOUNT_UUID),
                row.get(STORAGE_UUID),
                row.get(SIZE_BYTES),
                row.get(DATA_BYTES),
                row.get(COMMITTED_BYTES),
                row.get(STATE),
                row.get(EXPECTED_ROOT),
                row.get(EXPECTED_SHA256),
                row.get(OMITS_MD5),
                IDENTITY.read(row),
                row.get(MD5_SUM),
                row.get(ACTUAL_SIZE_BYTES),
                row.get(CREATE_TIME),
                row.get(EXPIRE_TIME));
    }

    private static Map<Field<?>, @Nullable Object> row(Upload upload) {
        var row = new LinkedHashMap<Field<?>, @Nullable Object>();
        row.put(UUID, upload.uuid());
        row.put(ACCOUNT_UUID, upload.accountUuid());
        row.put(STORAGE_UUID, upload.backupStorageUuid());
        row.put(SIZE_BYTES, upload.sizeBytes());
        row.put(DATA_BYTES, upload.dataBytes());
        row.put(COMMITTED_BYTES, upload.committedBytes());
        row.put(STATE, upload.state());
        row.put(EXPECTED_ROOT, upload.expectedRoot());
        row.put(EXPECTED_SHA256, upload.expectedSha256());
        row.put(OMITS_MD5, upload.omitsMd5());
        IDENTITY.put(row, upload.identity());
        row.put(MD5_SUM, upload.md5Sum());
        row.put(ACTUAL_SIZE_BYTES, upload.actualSizeBytes());
        row.put(CREATE_TIME, upload.createTime());
        row.put(EXPIRE_TIME, upload.expireTime());
        return row;
    }
}
