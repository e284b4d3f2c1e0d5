-- What a backup's bytes are on a storage where they are not the backup's own: made raw on their way there; null where they are.
ALTER TABLE volume_backup_ref ADD COLUMN format VARCHAR(32);
ALTER TABLE volume_backup_ref ADD COLUMN identity_length BIGINT;
ALTER TABLE volume_backup_ref ADD COLUMN identity_root VARCHAR(64);
ALTER TABLE volume_backup_ref ADD COLUMN actual_size_bytes BIGINT;
