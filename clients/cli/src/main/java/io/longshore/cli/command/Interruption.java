package io.longshore.cli.command;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said when Ctrl-C ends the program: the work on the server goes on, and how to find it again. */
public final class Interruption implements Runnable {
    private final PrintStream err;
    private @Nullable List<String> lines;

    public Interruption(PrintStream err) {
        this.err = err;
    }

    /** From now on, these lines. None: nothing is left behind by an interruption. */
    synchronized void say(String... now) {
        lines = now.length == 0 ? null : List.of(now);
    }

    /** Says it; run when the program is ended from outside. */
    @Override
    public synchronized void run() {
        if (lines != null) {
            err.println();
            lines.forEach(err::println);
            err.close(); // the bar is not drawn over it
        }
    }
}
