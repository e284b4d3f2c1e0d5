package io.longshore.cli.progress;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a step has come.
 *
 * @param name which step, such as {@code copy}
 * @param doneBytes bytes done
 * @param totalBytes bytes to be done; empty while it is not known
 * @param skippedBytes the part of {@code doneBytes} that needed no work
 * @param bytesPerSecond the speed over the last seconds, what was skipped left out; 0 while it is not known
 * @param timeLeft how long it will take from now; empty while it can't be told
 * @param took from begin to end; empty while it has not ended
 */
public record StepProgress(
        String name,
        long doneBytes,
        OptionalLong totalBytes,
        long skippedBytes,
        long bytesPerSecond,
        Optional<Duration> timeLeft,
        Optional<Duration> took) {
    /** Whether there is something to count. */
    boolean counts() {
        return totalBytes.orElse(0) > 0;
    }

    boolean ended() {
        return took.isPresent();
    }

    /** 0 to 100, and 100 only when all is done. */
    int percent() {
        long total = totalBytes.orElse(0);
        return total <= 0 ? 0 : Math.clamp((long) (100.0 * doneBytes / total), 0, doneBytes < total ? 99 : 100);
    }
}
