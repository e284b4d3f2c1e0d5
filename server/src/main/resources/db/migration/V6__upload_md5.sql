-- Whether an upload's sender can do without its MD5.
ALTER TABLE upload ADD COLUMN omits_md5 BOOLEAN NOT NULL DEFAULT FALSE;
