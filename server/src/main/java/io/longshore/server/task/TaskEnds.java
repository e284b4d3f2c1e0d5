package io.longshore.server.task;

import io.longshore.server.query.Condition;
import java.util.List;

/**
 * The order in which tasks have ended, by which watchers who were away find what they missed. Each end has a number, one more than the one before, in the
 * order of the transactions: clocks may go back, this does not. Calls take part in the transaction that they are made in.
 */
public interface TaskEnds {
    /** Gives a task that ends its number, from 1 on; in the transaction of its end. */
    long number(String taskUuid);

    /** The number of the newest end; 0 before the first. */
    long last();

    /** Of ends up to this number some may be forgotten, of later ones none. */
    long forgotten();

    /** What has ended after a number, in order: up to another number, and at most {@code limit}. */
    List<TaskEnd> after(long number, long upTo, int limit);

    /** One end. */
    record TaskEnd(long number, String taskUuid, String accountUuid) {}

    /**
     * Whether all conditions hold of a task. Only what never changes of a task may be asked for: uuid, account_uuid, operation, resource_uuid, create_time.
     *
     * @throws io.longshore.server.failure.FailureException {@code UNKNOWN_FIELD} or {@code INVALID_ARGUMENT}, whatever the task
     */
    boolean matches(String taskUuid, List<Condition> conditions);
}
