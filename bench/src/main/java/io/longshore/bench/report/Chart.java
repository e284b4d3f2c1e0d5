package io.longshore.bench.report;

import io.longshore.bench.run.Measured;
import io.longshore.bench.run.Outcome;
import java.util.Locale;

/** A work's medians as bars, with a dot for each round. */
final class Chart {
    private static final int ROW = 28;
    private static final int LABELS = 250;
    private static final int WIDTH = 720;

    private Chart() {}

    static String of(Outcome outcome) {
        double most = outcome.all().stream()
                .flatMap(one -> one.seconds().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        var rows = new StringBuilder();
        for (int i = 0; i < outcome.all().size(); i++) {
            rows.append(row(outcome.all().get(i), 40 + i * ROW, most, i == 0 ? "#1f6feb" : "#9aa4b2"));
        }
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#fff"/>
                <text x="10" y="22" font-size="15" font-weight="bold">%s: seconds, less is better</text>
                %s</svg>
                """,
                WIDTH,
                50 + outcome.all().size() * ROW,
                escaped(outcome.work().name()),
                rows);
    }

    private static String row(Measured one, int y, double most, String colour) {
        double scale = (WIDTH - LABELS - 80) / most;
        var row = new StringBuilder(
                String.format(Locale.ROOT, """
                <text x="10" y="%d">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="18" fill="%s"/>
                """, y + 14, escaped(one.name()), LABELS, y, one.median() * scale, colour));
        for (double seconds : one.seconds()) {
            row.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%d\" r=\"2.5\" fill=\"#111\"/>\n",
                    LABELS + seconds * scale,
                    y + 9));
        }
        double end =
                one.seconds().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return row.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\">%.2f</text>\n",
                        LABELS + end * scale + 8,
                        y + 14,
                        one.median()))
                .toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
