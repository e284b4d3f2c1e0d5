package io.longshore.server.driver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a task says when it starts to write.
 *
 * @param task the task, whose lease the session uses
 * @param sealed names of what earlier attempts sealed, from the task's checkpoint: part of what the session wrote
 * @param sealAfter when set, what was put is sealed after this time at the latest, even when little: for uploads, whose
 *     sender may stop at any time
 */
public record WriteRequest(UUID task, List<String> sealed, Optional<Duration> sealAfter) {
    public WriteRequest {
        sealed = List.copyOf(sealed);
    }

    /** A first attempt of a task that writes at its own pace. */
    public static WriteRequest of(UUID task) {
        return new WriteRequest(task, List.of(), Optional.empty());
    }
}
