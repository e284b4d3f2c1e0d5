package io.longshore.server.task;

import java.time.Duration;

/**
 * How tasks are run.
 *
 * @param places how many run at once; at least 1
 * @param retryDelay after which a suspended task is tried again
 * @param progressInterval at most so often progress is told
 * @param keep how long a task is kept after its end
 * @param stopPatience how long a stopping server waits for its tasks' work to notice
 */
public record TaskSettings(
        int places, Duration retryDelay, Duration progressInterval, Duration keep, Duration stopPatience) {
    public static final TaskSettings DEFAULTS = new TaskSettings(
            8, Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofDays(7), Duration.ofSeconds(20));

    public TaskSettings {
        if (places < 1) {
            throw new IllegalArgumentException("places: " + places + " (expected: >= 1)");
        }
    }
}
