-- How a task is run, as JSON; null where nothing was said.
ALTER TABLE task ADD COLUMN handling TEXT;
