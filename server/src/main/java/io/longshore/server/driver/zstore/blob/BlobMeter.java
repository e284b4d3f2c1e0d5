package io.longshore.server.driver.zstore.blob;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what {@link MeteredBlobStore} sees. Thread-safe. */
public final class BlobMeter {
    /** What is asked of a store; writes to a blob count with its commit. */
    public enum Verb {
        SIZE,
        READ,
        WRITE,
        COMMIT,
        PUT,
        DELETE,
        LIST
    }

    /**
     * What became of one verb so far.
     *
     * @param calls those that failed included
     * @param bytes passed to or from the store by calls that did not fail
     * @param time all calls' together
     */
    public record Tally(long calls, long failures, long bytes, Duration time) {
        /** What came since an earlier look. */
        public Tally minus(Tally earlier) {
            return new Tally(
                    calls - earlier.calls,
                    failures - earlier.failures,
                    bytes - earlier.bytes,
                    time.minus(earlier.time));
        }
    }

    private record Adders(LongAdder calls, LongAdder failures, LongAdder bytes, LongAdder nanos) {
        Adders() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private final Map<Verb, Adders> adders = new EnumMap<>(Verb.class);

    /** Starts at zero. */
    public BlobMeter() {
        for (var verb : Verb.values()) {
            adders.put(verb, new Adders());
        }
    }

    /** What became of a verb so far. */
    public Tally tally(Verb verb) {
        var sums = of(verb);
        return new Tally(
                sums.calls().sum(),
                sums.failures().sum(),
                sums.bytes().sum(),
                Duration.ofNanos(sums.nanos().sum()));
    }

    void done(Verb verb, long bytes, long nanos) {
        var sums = of(verb);
        sums.calls().increment();
        sums.bytes().add(bytes);
        sums.nanos().add(nanos);
    }

    /** Bytes that are known only after their call. */
    void passed(Verb verb, long bytes) {
        of(verb).bytes().add(bytes);
    }

    void failed(Verb verb, long nanos) {
        var sums = of(verb);
        sums.calls().increment();
        sums.failures().increment();
        sums.nanos().add(nanos);
    }

    private Adders of(Verb verb) {
        var sums = adders.get(verb);
        if (sums == null) {
            throw new IllegalArgumentException("verb: " + verb);
        }
        return sums;
    }
}
