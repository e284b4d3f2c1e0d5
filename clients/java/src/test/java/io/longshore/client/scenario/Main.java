package io.longshore.client.scenario;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Tells the story that the environment names; clients/scenario/README.md says how. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        var environment = System.getenv();
        var folder = Path.of(environment.get("SCENARIO_DIR"));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var transcript = new Transcript(out, folder);
        try (var teller = new Teller(transcript, folder, environment)) {
            for (var step :
                    scenario(Path.of(environment.get("SCENARIO")), folder).get("steps")) {
                transcript.line("## " + step.get("name").asString());
                teller.tell(new Step(step));
            }
        }
    }

    private static JsonNode scenario(Path file, Path folder) throws IOException {
        return new ObjectMapper().readTree(Files.readString(file).replace("${dir}", folder.toString()));
    }
}
