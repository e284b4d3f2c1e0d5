package io.longshore.cli.progress;

import io.longshore.cli.output.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A bar on a terminal: one line, drawn anew in place, for the step that runs; ended steps stay above it. */
public final class BarView implements ProgressView {
    private static final long REDRAW_NANOS = Duration.ofMillis(80).toNanos();
    private static final String TO_LINE_START = "\r";
    private static final String CLEAR_REST = "\033[K";

    private final PrintStream err;
    private final IntSupplier width;
    private final BarLine line;
    private final LongSupplier nanoTime;
    private final Set<String> ended = new HashSet<>();
    private @Nullable StepProgress current;
    private long drawnAt;
    private boolean drawn;

    /**
     * @param width columns of the terminal, asked anew for each drawing
     * @param unicode whether the terminal shows more than ASCII
     */
    public BarView(PrintStream err, IntSupplier width, boolean unicode, LongSupplier nanoTime) {
        this.err = err;
        this.width = width;
        this.line = new BarLine(unicode);
        this.nanoTime = nanoTime;
        this.drawnAt = nanoTime.getAsLong() - REDRAW_NANOS;
    }

    @Override
    public synchronized void show(StepProgress step) {
        if (step.ended()) {
            if (ended.add(step.name())) {
                printAbove(line.ended(step));
            }
            current = null;
            return;
        }
        boolean another = current == null || !current.name().equals(step.name());
        ended.remove(step.name()); // begun again in another attempt
        current = step;
        if (another || nanoTime.getAsLong() - drawnAt >= REDRAW_NANOS) {
            draw(step);
        }
    }

    @Override
    public synchronized void note(String text) {
        printAbove("  " + Words.printable(text));
        if (current != null) {
            draw(current);
        }
    }

    @Override
    public synchronized void close() {
        if (drawn) {
            err.print(TO_LINE_START + CLEAR_REST);
            err.flush();
            drawn = false;
        }
        current = null;
    }

    private void draw(StepProgress step) {
        err.print(TO_LINE_START + line.running(step, width.getAsInt()) + CLEAR_REST);
        err.flush();
        drawn = true;
        drawnAt = nanoTime.getAsLong();
    }

    private void printAbove(String text) {
        err.println((drawn ? TO_LINE_START : "") + text + (drawn ? CLEAR_REST : ""));
        drawn = false;
    }
}
