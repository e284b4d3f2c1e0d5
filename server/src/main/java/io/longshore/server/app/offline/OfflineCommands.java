package io.longshore.server.app.offline;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import picocli.CommandLine;

/** The commands that need no server. Exit codes: 1 where it can't be done, 2 for a wrong command line, 8 where something is damaged. */
public final class OfflineCommands {
    private OfflineCommands() {}

    /** Runs a command and returns its exit code; empty where the arguments name none of these. */
    public static OptionalInt run(String... arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return run(out, err, arguments);
    }

    static OptionalInt run(PrintWriter out, PrintWriter err, String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("zstore")) {
            return OptionalInt.empty();
        }
        var line = new CommandLine(new ZstoreCommand(out))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, _, _) -> {
                    err.println("longshore: " + e.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
        return OptionalInt.of(line.execute(Arrays.copyOfRange(arguments, 1, arguments.length)));
    }
}
