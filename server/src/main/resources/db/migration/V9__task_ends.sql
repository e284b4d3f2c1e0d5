-- In which order tasks have ended, so that watchers who were away find what they missed. Null while a task lives, and of those that ended under an earlier release.
ALTER TABLE task ADD COLUMN end_number BIGINT;
CREATE UNIQUE INDEX task_end_number ON task (end_number);
