package io.longshore.server.app.offline;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;

/** The commands that need no server. Exit codes: 1 where it can't be done, 2 for a wrong command line, 8 where something is damaged. */
public final class OfflineCommands {
    private OfflineCommands() {}

    /**
     * Runs a command and returns its exit code; empty where the arguments name none of these.
     *
     * @param data the data folder where none is named
     */
    public static OptionalInt run(Path data, String... arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return run(data, out, err, arguments);
    }

    static OptionalInt run(Path data, PrintWriter out, PrintWriter err, String... arguments) {
        var found = arguments.length == 0 ? Optional.empty() : command(arguments[0], data, out);
        if (found.isEmpty()) {
            return OptionalInt.empty();
        }
        var line = new CommandLine(found.get()).setOut(out).setErr(err).setExecutionExceptionHandler((e, _, _) -> {
            err.println("longshore: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return OptionalInt.of(line.execute(Arrays.copyOfRange(arguments, 1, arguments.length)));
    }

    private static Optional<Object> command(String name, Path data, PrintWriter out) {
        return switch (name) {
            case "zstore" -> Optional.of(new ZstoreCommand(out));
            case "catalog" -> Optional.of(new CatalogCommand(data));
            default -> Optional.empty();
        };
    }
}
