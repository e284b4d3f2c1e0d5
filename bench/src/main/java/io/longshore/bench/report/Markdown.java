package io.longshore.bench.report;

import io.longshore.bench.run.Measured;
import io.longshore.bench.run.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Outcomes as tables for people. */
record Markdown(Map<String, String> machine, String data, boolean quick) {
    String of(List<Outcome> outcomes) {
        var text = new StringBuilder();
        text.append(quick ? "A quick look: small data, one round. These are no figures to quote.\n\n" : "");
        text.append("Data: ").append(data).append(".\n\n");
        machine.forEach((what, value) ->
                text.append("- ").append(what).append(": ").append(value).append('\n'));
        outcomes.forEach(outcome -> text.append(section(outcome)));
        return text.toString();
    }

    private static String section(Outcome outcome) {
        var rows = outcome.all().stream().map(one -> row(outcome, one)).collect(Collectors.joining());
        var verdicts = outcome.verdicts().stream()
                .map(one -> String.format(
                        Locale.ROOT,
                        "- %s: %.2f, %s\n",
                        one.bar().says(),
                        one.found(),
                        one.reached() ? "reached" : "**not reached**"))
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                """

                ## %s

                %s

                | | median s | rounds s | of Longshore's time | |
                |---|--:|---|--:|---|
                %s
                %s- the server's memory at its highest: %d MiB resident
                """,
                outcome.work().name(),
                outcome.work().says(),
                rows,
                verdicts,
                outcome.peakResidentBytes() >> 20);
    }

    private static String row(Outcome outcome, Measured one) {
        var seconds = one.seconds().stream()
                .map(second -> String.format(Locale.ROOT, "%.2f", second))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %s | %.2f | %s |\n",
                one.name().replace("|", "\\|"),
                one.median(),
                seconds,
                outcome.timesFaster(one),
                one.remark());
    }
}
