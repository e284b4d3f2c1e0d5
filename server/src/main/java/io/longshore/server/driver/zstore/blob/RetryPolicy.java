package io.longshore.server.driver.zstore.blob;

import java.time.Duration;

/**
 * How often and how far apart a call is tried. The pause doubles from {@code first} to {@code longest}; each is shortened by
 * up to half at random, so that many callers do not come back at once.
 *
 * @param tries calls at most, 1 or more
 * @param first the pause after the first failure
 * @param longest the longest pause
 */
public record RetryPolicy(int tries, Duration first, Duration longest) {
    /** About half a minute: longer than a server's restart, shorter than anybody's patience. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(9, Duration.ofMillis(200), Duration.ofSeconds(8));

    public RetryPolicy {
        if (tries < 1) {
            throw new IllegalArgumentException("tries: " + tries + " (expected: >= 1)");
        }
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses: " + first + " to " + longest + " (expected: ascending)");
        }
    }

    /** After this long no further try is begun, however few there were: a server that does not answer at all takes its time. */
    Duration patience() {
        return longest.multipliedBy(tries);
    }

    /**
     * The pause before the next try.
     *
     * @param failures so far, 1 or more
     * @param random 0 to 1
     */
    Duration pause(int failures, double random) {
        double factor = Math.scalb(1.0, Math.min(failures - 1, 30)) * (1 - random / 2);
        double millis = Math.min(first.toMillis() * factor, longest.toMillis() * (1 - random / 2));
        return Duration.ofMillis(Math.round(millis));
    }
}
