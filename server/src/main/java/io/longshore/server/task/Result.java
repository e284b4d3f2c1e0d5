package io.longshore.server.task;

/** What a task gave: one record an operation, kept with the task. */
public interface Result {}
