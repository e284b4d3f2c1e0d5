package io.longshore.server.driver;

import java.time.Duration;
import java.util.Set;

/**
 * How to reclaim space.
 *
 * @param mustExist manifests that the caller knows of; when the storage does not list one of them, nothing is deleted
 * @param limit whether more than half of the storage may go
 * @param idleLimit how long it is held up by a task or an upload that began before and that nobody goes on with. It loses then what it counted on: if it
 *     goes on later, it looks everything up again
 */
public record ReclaimRequest(Set<ManifestKey> mustExist, Limit limit, Duration idleLimit) {
    public ReclaimRequest {
        mustExist = Set.copyOf(mustExist);
    }

    /** How much may go. */
    public enum Limit {
        /** At most half of the bytes in packs; more is refused, since it is seldom what was meant. */
        HALF,
        /** Everything that no manifest names. */
        NONE,
        /** Nothing: only say what could be reclaimed. */
        DRY_RUN
    }
}
