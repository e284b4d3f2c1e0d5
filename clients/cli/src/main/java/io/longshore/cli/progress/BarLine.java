package io.longshore.cli.progress;

import io.longshore.cli.output.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a step looks on one line of a terminal: what matters less is left out where the line is short. */
final class BarLine {
    private static final int NAME = 9;
    private static final int LEAST_BAR = 10;
    private static final int MOST_BAR = 40;
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

    private final boolean unicode;

    BarLine(boolean unicode) {
        this.unicode = unicode;
    }

    /** A step that runs, in fewer than {@code width} columns, so that no terminal breaks the line. */
    String running(StepProgress step, int width) {
        var name = name(step);
        if (!step.counts()) {
            return cut(
                    name + " " + (step.doneBytes() > 0 ? Words.bytes(step.doneBytes()) : unicode ? "…" : "..."),
                    width - 1);
        }
        var percent = String.format("%3d%%", step.percent());
        var bytes = pad(Words.bytesOf(step.doneBytes(), step.totalBytes().orElse(0)), 17);
        var rate = pad(step.bytesPerSecond() > 0 ? Words.rate(step.bytesPerSecond()) : "", 11);
        var left = pad(step.timeLeft().map(Words::clock).orElse(""), 8);
        var tail = new ArrayList<>(List.of(percent, bytes, rate, left));
        int room = width - 1 - name.length() - 2;
        while (tail.size() > 1 && room - length(tail) < LEAST_BAR) {
            tail.remove(tail.size() == 4 ? 2 : tail.size() - 1); // the rate first: it matters least
        }
        int bar = Math.clamp(room - length(tail), 0, MOST_BAR);
        return cut(name + " " + bar(step, bar) + " " + String.join(" ", tail), width - 1);
    }

    /** A step that has ended. */
    String ended(StepProgress step) {
        var took = step.took().orElse(Duration.ZERO);
        var line = name(step) + " " + (unicode ? "✓" : "done:") + " ";
        if (!step.counts()) {
            return line + Words.duration(took);
        }
        long moved = step.doneBytes() - step.skippedBytes();
        line += Words.bytes(step.doneBytes()) + " in " + Words.duration(took);
        if (moved > 0 && took.toMillis() > 0) {
            line += ", " + Words.rate(Words.perSecond(moved, took));
        }
        if (step.skippedBytes() > 0) {
            line += ", " + Words.bytes(step.skippedBytes()) + " of it skipped";
        }
        return line;
    }

    private String bar(StepProgress step, int columns) {
        double full = columns * (double) step.doneBytes() / step.totalBytes().orElse(1);
        int whole = Math.clamp((long) full, 0, columns);
        if (!unicode) {
            var head = whole > 0 && whole < columns ? "=".repeat(whole - 1) + ">" : "=".repeat(whole);
            return columns < 3 ? "" : "[" + pad(head, columns - 2).substring(0, columns - 2) + "]";
        }
        var part = whole < columns ? EIGHTHS[(int) ((full - whole) * EIGHTHS.length)] : "";
        return "█".repeat(whole) + part + "░".repeat(columns - whole - part.length());
    }

    private static String name(StepProgress step) {
        return "  " + pad(Words.printable(step.name()), NAME);
    }

    private static int length(List<String> parts) {
        return parts.stream().mapToInt(part -> part.length() + 1).sum();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text.stripTrailing() : text.substring(0, Math.max(0, width));
    }
}
