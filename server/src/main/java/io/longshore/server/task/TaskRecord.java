package io.longshore.server.task;

/**
 * A task as it is kept.
 *
 * @param task the task as of its last change of state
 * @param sequence no event of the task has a higher number. While it lives, numbers up to here are reserved; once it has ended, this is its terminal
 *     event's
 * @param prunedSequence the highest number of a change of state that is no longer kept; 0 where all are
 */
public record TaskRecord(Task task, long sequence, long prunedSequence) {}
