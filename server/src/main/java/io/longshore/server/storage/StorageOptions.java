package io.longshore.server.storage;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.util.Map;

/**
 * How a storage is used.
 *
 * @param bytesPerSecond read and written at most, both together; 0 for no limit
 * @param connections to its server at a time at most; 0 for as many as are usual
 * @param verification how what was written is verified
 */
public record StorageOptions(long bytesPerSecond, int connections, Verification verification) {
    /** What a storage has of which nothing was said. */
    public static final StorageOptions USUAL = new StorageOptions(0, 0, Verification.USUAL);

    /** How what was written is verified. */
    public enum Verification {
        /** What is usual for its kind: checksums on S3, reading back elsewhere. */
        USUAL,
        /** All of it is read back. */
        READ_BACK,
        /** The server compares checksums, and a sample is read back. */
        CHECKSUM
    }

    /** Refuses what a kind of storage does not have; {@code INVALID_ARGUMENT}. */
    public void check(Location location) {
        if (bytesPerSecond > 0 && location instanceof Location.Ceph) {
            throw refused("bytes_per_second", bytesPerSecond, "0 for a pool of Ceph");
        }
        if (connections > 0 && !(location instanceof Location.S3 || location instanceof Location.Sftp)) {
            throw refused("connections", connections, "0 for what is neither S3 nor SFTP");
        }
        if (verification == Verification.CHECKSUM && !(location instanceof Location.S3)) {
            throw refused("verification", verification, "READ_BACK for what is not S3");
        }
    }

    private static FailureException refused(String field, Object value, String expected) {
        return new FailureException(
                Reason.INVALID_ARGUMENT,
                "options." + field + ": " + value + " (expected: " + expected + ")",
                Map.of("field", "options." + field));
    }
}
