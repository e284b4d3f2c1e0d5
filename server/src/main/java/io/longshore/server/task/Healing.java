package io.longshore.server.task;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.util.Map;

/**
 * What may heal by itself, so that an attempt that ended with it is made again: the one list. All else ends the task at once.
 *
 * <p>Attempts are made again after a delay that doubles, and are counted: as many as the list says, one after the other, may end without having come further
 * than the one before; the next such one ends the task. So every task ends, and what it has claimed comes free.
 */
final class Healing {
    /** For days, at the longest delay: someone must make room, or bring a storage back. */
    private static final int PATIENT = 10_000;

    /** For a minute or two: a storage answers, and fails in a way that has no name. */
    private static final int BRIEF = 8;

    private static final Map<Reason, Integer> ATTEMPTS = Map.of(
            Reason.STORAGE_FULL, PATIENT,
            Reason.STORAGE_DISCONNECTED, PATIENT,
            Reason.UNAVAILABLE, PATIENT,
            Reason.STORAGE_ERROR, BRIEF);

    private Healing() {}

    /** Whether so many attempts are made that nobody counts them. */
    static boolean patient(int attempts) {
        return attempts >= PATIENT;
    }

    /** How many attempts one after the other may end so and come no further; 0 where none does better. */
    static int attempts(Throwable why) {
        return switch (why) {
            case TaskSuspendedException _ -> PATIENT; // the work knows
            case FailureException failure -> ATTEMPTS.getOrDefault(failure.reason(), 0);
            default -> 0;
        };
    }
}
