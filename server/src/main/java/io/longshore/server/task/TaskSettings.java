package io.longshore.server.task;

import java.time.Duration;

/**
 * How tasks are run.
 *
 * @param places how many run at once; at least 1
 * @param firstRetry after which a task is tried again that was suspended; doubled after each attempt that is suspended too
 * @param longestRetry the most that this grows to
 * @param progressInterval at most so often progress is told
 * @param keep how long a task is kept after its end
 * @param stopPatience how long a stopping server waits for its tasks' work to notice
 */
public record TaskSettings(
        int places,
        Duration firstRetry,
        Duration longestRetry,
        Duration progressInterval,
        Duration keep,
        Duration stopPatience) {
    public static final TaskSettings DEFAULTS = new TaskSettings(
            8,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofDays(7),
            Duration.ofSeconds(20));

    public TaskSettings {
        if (places < 1) {
            throw new IllegalArgumentException("places: " + places + " (expected: >= 1)");
        }
        if (longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException(
                    "retries: after " + firstRetry + " to " + longestRetry + " (expected: ascending)");
        }
    }

    /** After which a task is tried again when so many of its attempts, 1 or more, were suspended one after the other. */
    Duration retryAfter(int suspensions) {
        var delay = firstRetry;
        for (int i = 1; i < suspensions && delay.compareTo(longestRetry) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longestRetry) < 0 ? delay : longestRetry;
    }
}
