package io.longshore.cli.progress;

import io.longshore.cli.output.Words;
import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;

/** Lines at the bottom of a terminal that are drawn anew in place; what is said meanwhile stays above them. */
public final class Board implements ProgressView {
    private static final String CLEAR_REST_OF_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\r\033[J";

    private final PrintStream err;
    private final IntSupplier width;
    private List<String> lines = List.of();
    private int drawn;

    /** @param width columns of the terminal, asked anew for each drawing */
    public Board(PrintStream err, IntSupplier width) {
        this.err = err;
        this.width = width;
    }

    /** Shows these lines in place of those before, each cut to the terminal's width. */
    public synchronized void draw(List<String> now) {
        lines = List.copyOf(now);
        var text = new StringBuilder(toTop());
        int most = Math.max(1, width.getAsInt() - 1);
        for (var line : lines) {
            text.append(line, 0, Math.min(most, line.length()))
                    .append(CLEAR_REST_OF_LINE)
                    .append('\n');
        }
        err.print(text.append(CLEAR_BELOW));
        err.flush();
        drawn = lines.size();
    }

    /** Says something, to whichever stream, above the lines. */
    public synchronized void above(Runnable say) {
        close();
        say.run();
        draw(lines);
    }

    @Override
    public void note(String line) {
        above(() -> err.println("  " + Words.printable(line)));
    }

    @Override
    public void show(StepProgress step) {
        // Steps are in the lines.
    }

    @Override
    public synchronized void close() {
        if (drawn > 0) {
            err.print(toTop() + CLEAR_BELOW);
            err.flush();
            drawn = 0;
        }
    }

    private String toTop() {
        return drawn == 0 ? "" : "\033[" + drawn + "A";
    }
}
