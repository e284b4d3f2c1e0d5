-- Packs that a collection of garbage condemned: who has a lease of this epoch or a later one does not count on them. Once
-- deleting, they may be gone. Neither is ever taken back; a row goes once its pack is gone.
CREATE TABLE condemned_pack (
    backup_storage_uuid VARCHAR(32) NOT NULL REFERENCES backup_storage (uuid) ON DELETE CASCADE,
    pack_id             VARCHAR(32) NOT NULL,
    epoch               BIGINT      NOT NULL,
    deleting            BOOLEAN     NOT NULL,
    PRIMARY KEY (backup_storage_uuid, pack_id)
);
