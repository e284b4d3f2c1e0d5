package io.longshore.server.task;

import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes per second over the last seconds. For one thread at a time. */
final class Speed {
    private static final long WINDOW_NANOS = 5_000_000_000L;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long bytes) {}

    Speed(long nanos) {
        samples.add(new Sample(nanos, 0));
    }

    /** The speed now that so many bytes are done in all. */
    long after(long nanos, long bytes) {
        samples.add(new Sample(nanos, bytes));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos > WINDOW_NANOS) {
            samples.removeFirst();
        }
        var first = samples.getFirst();
        long elapsed = nanos - first.nanos;
        return elapsed <= 0 ? 0 : Math.round((bytes - first.bytes) * 1e9 / elapsed);
    }
}
