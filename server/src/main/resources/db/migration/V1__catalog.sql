-- The catalog's first schema.
--
-- Written so that PostgreSQL can follow: names and types that both know, no default that only one can compute. Times are microseconds since
-- 1970 in UTC, uuids 32 lower-case hexadecimal digits, enums their names in Java, lists and records JSON.

CREATE TABLE account (
    uuid          VARCHAR(32)  NOT NULL PRIMARY KEY,
    name          VARCHAR(255) NOT NULL UNIQUE,
    password_hash TEXT         NOT NULL
);

-- secret_hash: the SHA-256 of what the caller sends; a copy of the catalog lets nobody in.
CREATE TABLE session (
    secret_hash  VARCHAR(64) NOT NULL PRIMARY KEY,
    account_uuid VARCHAR(32) NOT NULL REFERENCES account (uuid) ON DELETE CASCADE,
    create_time  BIGINT      NOT NULL,
    expire_time  BIGINT      NOT NULL
);
CREATE INDEX session_expire_time ON session (expire_time);
CREATE INDEX session_account ON session (account_uuid, expire_time);

-- The last number that was given out of each ascending series, such as the ids of image references.
CREATE TABLE series (
    name        VARCHAR(64) NOT NULL PRIMARY KEY,
    last_number BIGINT      NOT NULL
);

CREATE TABLE backup_storage (
    uuid           VARCHAR(32)   NOT NULL PRIMARY KEY,
    account_uuid   VARCHAR(32)   NOT NULL,
    name           VARCHAR(255)  NOT NULL UNIQUE,
    description    VARCHAR(2048),
    state          VARCHAR(32)   NOT NULL,
    location       TEXT          NOT NULL UNIQUE,
    capacity_bytes BIGINT,
    epoch          BIGINT        NOT NULL,
    system_tags    TEXT          NOT NULL,
    user_tags      TEXT          NOT NULL,
    create_time    BIGINT        NOT NULL,
    update_time    BIGINT        NOT NULL
);
CREATE INDEX backup_storage_create_time ON backup_storage (create_time, uuid);

CREATE TABLE image (
    uuid              VARCHAR(32)   NOT NULL PRIMARY KEY,
    account_uuid      VARCHAR(32)   NOT NULL,
    name              VARCHAR(255)  NOT NULL,
    description       VARCHAR(2048),
    state             VARCHAR(32)   NOT NULL,
    status            VARCHAR(32)   NOT NULL,
    media_type        VARCHAR(32)   NOT NULL,
    format            VARCHAR(32)   NOT NULL,
    size_bytes        BIGINT        NOT NULL,
    actual_size_bytes BIGINT        NOT NULL,
    md5_sum           VARCHAR(32),
    url               TEXT,
    guest_os_type     VARCHAR(255),
    platform          VARCHAR(255),
    architecture      VARCHAR(255),
    system_image      BOOLEAN       NOT NULL,
    virtio            BOOLEAN,
    identity_length   BIGINT,
    identity_root     VARCHAR(64),
    system_tags       TEXT          NOT NULL,
    user_tags         TEXT          NOT NULL,
    create_time       BIGINT        NOT NULL,
    update_time       BIGINT        NOT NULL
);
CREATE INDEX image_create_time ON image (create_time, uuid);
CREATE INDEX image_name ON image (name, uuid);

CREATE TABLE image_ref (
    id                  BIGINT      NOT NULL PRIMARY KEY,
    image_uuid          VARCHAR(32) NOT NULL REFERENCES image (uuid) ON DELETE CASCADE,
    backup_storage_uuid VARCHAR(32) NOT NULL REFERENCES backup_storage (uuid),
    install_path        TEXT        NOT NULL,
    manifest_id         TEXT        NOT NULL,
    status              VARCHAR(32) NOT NULL,
    export_url          TEXT,
    export_md5_sum      VARCHAR(32),
    create_time         BIGINT      NOT NULL,
    update_time         BIGINT      NOT NULL,
    UNIQUE (image_uuid, backup_storage_uuid)
);
CREATE INDEX image_ref_backup_storage ON image_ref (backup_storage_uuid);

-- position: in what order the backups were made; a group is shown in it.
CREATE TABLE volume_backup (
    uuid              VARCHAR(32)   NOT NULL PRIMARY KEY,
    account_uuid      VARCHAR(32)   NOT NULL,
    name              VARCHAR(255)  NOT NULL,
    description       VARCHAR(2048),
    volume_uuid       VARCHAR(32)   NOT NULL,
    type              VARCHAR(32)   NOT NULL,
    state             VARCHAR(32)   NOT NULL,
    status            VARCHAR(32)   NOT NULL,
    size_bytes        BIGINT        NOT NULL,
    actual_size_bytes BIGINT        NOT NULL,
    format            VARCHAR(32)   NOT NULL,
    mode              VARCHAR(32)   NOT NULL,
    metadata          TEXT,
    group_uuid        VARCHAR(32),
    vm_instance_uuid  VARCHAR(32),
    identity_length   BIGINT,
    identity_root     VARCHAR(64),
    system_tags       TEXT          NOT NULL,
    user_tags         TEXT          NOT NULL,
    create_time       BIGINT        NOT NULL,
    update_time       BIGINT        NOT NULL,
    position          BIGINT        NOT NULL
);
CREATE INDEX volume_backup_create_time ON volume_backup (create_time, uuid);
CREATE INDEX volume_backup_group ON volume_backup (group_uuid);
CREATE INDEX volume_backup_volume ON volume_backup (volume_uuid);

-- position: in what order it came to its storages.
CREATE TABLE volume_backup_ref (
    volume_backup_uuid  VARCHAR(32) NOT NULL REFERENCES volume_backup (uuid) ON DELETE CASCADE,
    backup_storage_uuid VARCHAR(32) NOT NULL REFERENCES backup_storage (uuid),
    install_path        TEXT        NOT NULL,
    manifest_id         TEXT        NOT NULL,
    status              VARCHAR(32) NOT NULL,
    create_time         BIGINT      NOT NULL,
    update_time         BIGINT      NOT NULL,
    position            BIGINT      NOT NULL,
    PRIMARY KEY (volume_backup_uuid, backup_storage_uuid)
);
CREATE INDEX volume_backup_ref_backup_storage ON volume_backup_ref (backup_storage_uuid);

CREATE TABLE trash (
    id                  BIGINT       NOT NULL PRIMARY KEY,
    backup_storage_uuid VARCHAR(32)  NOT NULL REFERENCES backup_storage (uuid),
    image_uuid          VARCHAR(32)  NOT NULL,
    image_name          VARCHAR(255) NOT NULL,
    install_path        TEXT         NOT NULL,
    manifest_id         TEXT         NOT NULL,
    size_bytes          BIGINT       NOT NULL,
    task_uuid           VARCHAR(32)  NOT NULL,
    create_time         BIGINT       NOT NULL
);
CREATE INDEX trash_backup_storage ON trash (backup_storage_uuid, id);

CREATE TABLE upload (
    uuid                VARCHAR(32) NOT NULL PRIMARY KEY,
    account_uuid        VARCHAR(32) NOT NULL,
    backup_storage_uuid VARCHAR(32) NOT NULL REFERENCES backup_storage (uuid),
    size_bytes          BIGINT      NOT NULL,
    data_bytes          BIGINT      NOT NULL,
    committed_bytes     BIGINT      NOT NULL,
    state               VARCHAR(32) NOT NULL,
    expected_root       VARCHAR(64) NOT NULL,
    expected_sha256     VARCHAR(64) NOT NULL,
    identity_length     BIGINT,
    identity_root       VARCHAR(64),
    md5_sum             VARCHAR(32),
    actual_size_bytes   BIGINT      NOT NULL,
    create_time         BIGINT      NOT NULL,
    expire_time         BIGINT      NOT NULL
);
CREATE INDEX upload_backup_storage ON upload (backup_storage_uuid);
CREATE INDEX upload_expire_time ON upload (expire_time);

-- Apart from its upload, so that a change of that does not write it again. PostgreSQL: BYTEA.
CREATE TABLE upload_checkpoint (
    upload_uuid VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES upload (uuid) ON DELETE CASCADE,
    content     BLOB        NOT NULL
);

-- What a task or an upload (the holder) may still write to a storage.
CREATE TABLE reservation (
    holder_uuid         VARCHAR(32) NOT NULL,
    backup_storage_uuid VARCHAR(32) NOT NULL REFERENCES backup_storage (uuid) ON DELETE CASCADE,
    bytes               BIGINT      NOT NULL,
    PRIMARY KEY (holder_uuid, backup_storage_uuid)
);
CREATE INDEX reservation_backup_storage ON reservation (backup_storage_uuid);

-- A writer's right to what it found on a storage: the task or upload that writes, and the storage's epoch when it began.
CREATE TABLE lease (
    backup_storage_uuid VARCHAR(32) NOT NULL REFERENCES backup_storage (uuid) ON DELETE CASCADE,
    holder_uuid         VARCHAR(32) NOT NULL,
    epoch               BIGINT      NOT NULL,
    PRIMARY KEY (backup_storage_uuid, holder_uuid)
);
CREATE INDEX lease_holder ON lease (holder_uuid);

-- sequence: no event of the task has had a higher number; numbers are reserved in blocks, so most below it were never used.
-- pruned_sequence: the highest number of a change of state that is no longer kept; 0 where all are.
CREATE TABLE task (
    uuid            VARCHAR(32) NOT NULL PRIMARY KEY,
    account_uuid    VARCHAR(32) NOT NULL,
    operation_kind  VARCHAR(64) NOT NULL,
    operation       TEXT        NOT NULL,
    state           VARCHAR(32) NOT NULL,
    state_reason    TEXT        NOT NULL,
    attempt         INTEGER     NOT NULL,
    sequence        BIGINT      NOT NULL,
    pruned_sequence BIGINT      NOT NULL,
    steps           TEXT        NOT NULL,
    result_kind     VARCHAR(64),
    result          TEXT,
    failure         TEXT,
    create_time     BIGINT      NOT NULL,
    start_time      BIGINT,
    end_time        BIGINT
);
CREATE INDEX task_create_time ON task (create_time, uuid);
CREATE INDEX task_end_time ON task (end_time);

CREATE TABLE task_checkpoint (
    task_uuid VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES task (uuid) ON DELETE CASCADE,
    content   BLOB        NOT NULL
);

CREATE TABLE task_resource (
    task_uuid     VARCHAR(32) NOT NULL REFERENCES task (uuid) ON DELETE CASCADE,
    resource_uuid VARCHAR(32) NOT NULL,
    PRIMARY KEY (task_uuid, resource_uuid)
);
CREATE INDEX task_resource_resource ON task_resource (resource_uuid);

CREATE TABLE task_event (
    task_uuid    VARCHAR(32) NOT NULL REFERENCES task (uuid) ON DELETE CASCADE,
    sequence     BIGINT      NOT NULL,
    time         BIGINT      NOT NULL,
    state        VARCHAR(32) NOT NULL,
    state_reason TEXT        NOT NULL,
    attempt      INTEGER     NOT NULL,
    step         TEXT,
    PRIMARY KEY (task_uuid, sequence)
);

-- A resource that one task has for itself. The key is what makes a second task busy.
CREATE TABLE task_hold (
    kind          VARCHAR(32) NOT NULL,
    resource_uuid VARCHAR(32) NOT NULL,
    task_uuid     VARCHAR(32) NOT NULL REFERENCES task (uuid) ON DELETE CASCADE,
    PRIMARY KEY (kind, resource_uuid)
);
CREATE INDEX task_hold_task ON task_hold (task_uuid);
