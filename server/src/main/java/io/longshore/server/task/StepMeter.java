package io.longshore.server.task;

import io.longshore.server.task.TaskEvent.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts the bytes of one step in one attempt. Counting is cheap and thread-safe; nothing counted is ever taken back. */
final class StepMeter {
    private static final long UNKNOWN = -1;

    private final String name;
    private final int attempt;
    private final Instant startTime;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong total;
    private final Speed speed;
    private @Nullable Step told; // by the feed, under its lock

    StepMeter(String name, int attempt, Instant startTime, OptionalLong bytesTotal, long nanos) {
        this.name = name;
        this.attempt = attempt;
        this.startTime = startTime;
        this.total = new AtomicLong(bytesTotal.orElse(UNKNOWN));
        this.speed = new Speed(nanos);
    }

    void done(long bytes) {
        done.addAndGet(notNegative(bytes));
    }

    void skipped(long bytes) {
        // In this order, and read in the other: what is skipped is never more than what is done.
        done.addAndGet(notNegative(bytes));
        skipped.addAndGet(bytes);
    }

    void total(long bytes) {
        total.set(notNegative(bytes));
    }

    /** The step has ended well: what it has done is its total. */
    void end() {
        long known = total.get();
        done.accumulateAndGet(known, Math::max);
        total.set(done.get());
    }

    String name() {
        return name;
    }

    /** The step as it stands. */
    Step step() {
        return step(null);
    }

    Step step(@Nullable Instant endTime) {
        long needless = skipped.get();
        long bytes = done.get();
        long known = total.get();
        var all = known == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(Math.max(known, bytes));
        return new Step(name, attempt, bytes, all, needless, startTime, endTime);
    }

    /** What there is to tell since the last call; null where nothing moved. For one thread at a time. */
    @Nullable
    Progress moved(long nanos) {
        var now = step();
        long bytesPerSecond = speed.after(nanos, now.bytesDone() - now.bytesSkipped());
        if (now.equals(told)) {
            return null;
        }
        told = now;
        return new Progress(now, bytesPerSecond, timeLeft(now, bytesPerSecond));
    }

    private static Optional<Duration> timeLeft(Step step, long bytesPerSecond) {
        if (step.bytesTotal().isEmpty() || bytesPerSecond == 0) {
            return Optional.empty();
        }
        long left = step.bytesTotal().getAsLong() - step.bytesDone();
        return Optional.of(Duration.ofMillis(Math.round(left * 1000.0 / bytesPerSecond)));
    }

    private static long notNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        return bytes;
    }
}
