package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import io.longshore.rest.facade.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ends of jobs that have no task to ask: what was refused before one was made. Bounded in number and age, and gone with the
 * process: then such a job is expired, which the original's callers know.
 *
 * <p>Thread-safe.
 */
final class JobMemory {
    /** How many are kept at most; the oldest goes first. */
    static final int MAX_JOBS = 10_000;

    /** The original keeps ended jobs for this long. */
    static final Duration MAX_AGE = Duration.ofHours(3);

    /**
     * A job's end.
     *
     * @param fingerprint of the request; never changed
     * @param end what polling tells
     * @param healable whether the same request may be tried again
     */
    record Entry(ByteString fingerprint, JobState end, boolean healable, Instant since) {
        boolean isOf(ByteString request) {
            return fingerprint.equals(request);
        }
    }

    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    JobMemory(Clock clock) {
        this.clock = clock;
    }

    synchronized void remember(String job, ByteString fingerprint, JobState end, boolean healable) {
        entries.remove(job);
        entries.put(job, new Entry(fingerprint, end, healable, clock.instant()));
        var oldest = entries.entrySet().iterator();
        while (entries.size() > MAX_JOBS || expired(entries.values().iterator().next())) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized void forget(String job) {
        entries.remove(job);
    }

    synchronized Optional<Entry> find(String job) {
        return Optional.ofNullable(entries.get(job)).filter(entry -> !expired(entry));
    }

    private boolean expired(Entry entry) {
        return entry.since().plus(MAX_AGE).isBefore(clock.instant());
    }
}
