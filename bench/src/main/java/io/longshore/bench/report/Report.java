package io.longshore.bench.report;

import io.longshore.bench.run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Gathers outcomes and writes {@code WORK.json} and {@code WORK.svg} for each, and {@code benchmarks.md} for all that the folder has. */
public final class Report {
    private final Path folder;
    private final Map<String, String> machine;
    private final String data;
    private final boolean quick;
    private final List<Outcome> outcomes = new ArrayList<>();

    public Report(Path folder, Map<String, String> machine, String data, boolean quick) {
        this.folder = folder;
        this.machine = machine;
        this.data = data;
        this.quick = quick;
    }

    public void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    /** Writes the files; gives the Markdown. */
    public String write() throws IOException {
        Files.createDirectories(folder);
        var json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        for (var outcome : outcomes) {
            var name = outcome.work().name();
            Files.writeString(folder.resolve(name + ".json"), json.writeValueAsString(values(outcome)) + "\n");
            Files.writeString(folder.resolve(name + ".svg"), Chart.of(outcome));
        }
        var text = new Markdown(machine, data, quick).of(outcomes);
        Files.writeString(folder.resolve("report.md"), text);
        return text;
    }

    private Map<String, Object> values(Outcome outcome) {
        var values = new LinkedHashMap<String, Object>();
        values.put("work", outcome.work().name());
        values.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        values.put("quick", quick);
        values.put("data", data);
        values.put("machine", machine);
        values.put(
                "contenders",
                outcome.all().stream()
                        .map(one -> Map.of(
                                "name", one.name(),
                                "seconds", one.seconds(),
                                "median_seconds", one.median(),
                                "remark", one.remark()))
                        .toList());
        values.put(
                "bars",
                outcome.verdicts().stream()
                        .map(one -> Map.of("bar", one.bar().says(), "found", one.found(), "reached", one.reached()))
                        .toList());
        values.put("server_peak_resident_bytes", outcome.peakResidentBytes());
        return values;
    }
}
