package io.longshore.server.storage;

import java.time.Duration;

/**
 * How storages are looked after.
 *
 * @param lookEvery how often a connected storage is asked whether it still answers; at least 1 s
 * @param firstPause how long to wait before a storage that does not answer is tried again; doubled after each try
 * @param longestPause the most that this grows to
 * @param reserveBytes what new work never gets of a storage: the original's {@code reservedCapacity}
 */
public record StorageUpkeep(Duration lookEvery, Duration firstPause, Duration longestPause, long reserveBytes) {
    public StorageUpkeep {
        if (lookEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("look-every: " + lookEvery + " (expected: >= PT1S)");
        }
        if (reserveBytes < 0) {
            throw new IllegalArgumentException("reserve: " + reserveBytes + " (expected: >= 0)");
        }
    }

    /** A look every minute, as the original does, four times as often at one that does not answer, for tasks wait for it; and a reserve of 1 GiB. */
    public static StorageUpkeep standard() {
        return new StorageUpkeep(Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofSeconds(15), 1L << 30);
    }
}
