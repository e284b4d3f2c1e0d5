-- How a storage is used, as JSON; null where nothing was said.
ALTER TABLE backup_storage ADD COLUMN options TEXT;
