package io.longshore.server.storage.scrub;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** When each part of a storage was last read from end to end and found whole. Kept in the catalog; each call is a transaction of its own. */
public interface VerificationTimes {
    /** By the names of {@link io.longshore.server.driver.ScrubUnit}s. */
    Map<String, Instant> of(String backupStorageUuid);

    /** Notes that parts were found whole. */
    void verified(String backupStorageUuid, Collection<String> parts, Instant time);

    /** Forgets parts: they are gone, or damaged. */
    void forget(String backupStorageUuid, Collection<String> parts);
}
