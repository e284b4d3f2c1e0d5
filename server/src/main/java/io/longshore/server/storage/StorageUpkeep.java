package io.longshore.server.storage;

import java.time.Duration;

/**
 * How storages are looked after.
 *
 * @param lookEvery how often a connected storage is asked whether it still answers; at least 1 s
 * @param firstPause how long to wait before a storage that does not answer is tried again; doubled after each try
 * @param longestPause the most that this grows to
 * @param reserveBytes what new work never gets of a storage: the original's {@code reservedCapacity}
 * @param idleLimit how long reclaiming is held up by a task or an upload that began before and that nobody goes on with
 */
public record StorageUpkeep(
        Duration lookEvery, Duration firstPause, Duration longestPause, long reserveBytes, Duration idleLimit) {
    public StorageUpkeep {
        if (lookEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("look-every: " + lookEvery + " (expected: >= PT1S)");
        }
        if (reserveBytes < 0) {
            throw new IllegalArgumentException("reserve: " + reserveBytes + " (expected: >= 0)");
        }
    }

    /**
     * A look every minute, as the original does, four times as often at one that does not answer, for tasks wait for it; a reserve of 1 GiB; and a day for
     * who may come back.
     */
    public static StorageUpkeep standard() {
        return new StorageUpkeep(
                Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofSeconds(15), 1L << 30, Duration.ofDays(1));
    }
}
