package io.longshore.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The command line as a person on the server's own machine runs it: nothing said of addresses and passwords. */
record Cli(RunningServer server) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Runs a command to its end. */
    Program.Ended run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", server.data().toString()));
        var environment =
                Map.of("XDG_STATE_HOME", server.data().resolveSibling("state").toString());
        return Program.run(environment, Product.CLI.command(List.of(), all));
    }

    /** Runs a command that must succeed and gives the object of its last line. */
    JsonNode json(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--output", "json"));
        return JSON.readTree(run(all.toArray(String[]::new)).ok().lastLine());
    }

    /** The uuid of what a command that must succeed made. */
    String uuid(String... arguments) {
        return json(arguments).get("uuid").asString();
    }
}
