-- When a part of a storage (a pack; a disk where it keeps no packs) was last read from end to end and found whole.
CREATE TABLE verification (
    backup_storage_uuid VARCHAR(32)  NOT NULL REFERENCES backup_storage (uuid) ON DELETE CASCADE,
    part                VARCHAR(255) NOT NULL,
    verify_time         BIGINT       NOT NULL,
    PRIMARY KEY (backup_storage_uuid, part)
);
