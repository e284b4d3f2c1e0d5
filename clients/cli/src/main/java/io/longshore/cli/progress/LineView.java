package io.longshore.cli.progress;

import io.longshore.cli.output.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** For logs and pipes: a line when a step begins and ends, and one now and then between. */
public final class LineView implements ProgressView {
    private static final long BETWEEN_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintStream err;
    private final LongSupplier nanoTime;
    private final Map<String, Long> saidAt = new HashMap<>();
    private final Map<String, Boolean> ended = new HashMap<>();

    public LineView(PrintStream err, LongSupplier nanoTime) {
        this.err = err;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void show(StepProgress step) {
        long now = nanoTime.getAsLong();
        if (step.ended()) {
            if (ended.put(step.name(), true) == null) {
                err.println(new BarLine(false).ended(step).strip().replaceFirst("\\s+done:", ": done,"));
            }
            saidAt.remove(step.name());
            return;
        }
        ended.remove(step.name());
        var before = saidAt.get(step.name());
        if (before == null) {
            err.println(step.name() + ": begun"
                    + (step.counts() ? ", " + Words.bytes(step.totalBytes().orElse(0)) : ""));
        } else if (now - before >= BETWEEN_NANOS && step.counts()) {
            err.println(step.name() + ": " + running(step));
        } else {
            return;
        }
        saidAt.put(step.name(), now);
    }

    @Override
    public synchronized void note(String line) {
        err.println(line);
    }

    @Override
    public void close() {}

    private static String running(StepProgress step) {
        var parts = new ArrayList<String>();
        parts.add(step.percent() + "%");
        parts.add(Words.bytesOf(step.doneBytes(), step.totalBytes().orElse(0)));
        if (step.bytesPerSecond() > 0) {
            parts.add(Words.rate(step.bytesPerSecond()));
        }
        step.timeLeft().ifPresent(left -> parts.add(Words.duration(left) + " left"));
        return String.join(", ", parts);
    }
}
