-- The packs that a task or an upload has stored, a row each, in order: a checkpoint that names them all would be written anew with each.
CREATE TABLE task_pack (
    task_uuid VARCHAR(32)  NOT NULL REFERENCES task (uuid) ON DELETE CASCADE,
    position  BIGINT       NOT NULL,
    name      VARCHAR(200) NOT NULL,
    PRIMARY KEY (task_uuid, position)
);

CREATE TABLE upload_pack (
    upload_uuid VARCHAR(32)  NOT NULL REFERENCES upload (uuid) ON DELETE CASCADE,
    position    BIGINT       NOT NULL,
    name        VARCHAR(200) NOT NULL,
    PRIMARY KEY (upload_uuid, position)
);
