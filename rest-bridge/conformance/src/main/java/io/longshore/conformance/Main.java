package io.longshore.conformance;

import io.longshore.conformance.Conformance.Outcome;
import io.longshore.conformance.Conformance.Result.Failed;
import io.longshore.conformance.Conformance.Result.Passed;
import io.longshore.conformance.Conformance.Result.Unmet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a line a row and a summary; ends with 0 where every row passed or is marked, with 1 otherwise, with 2 when the command line is wrong. */
@Command(
        name = "longshore conformance",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Asks a bridge of the original REST API for what the conformance table says.")
public final class Main implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "BASE_URL",
            description = "where the bridge is, such as http://127.0.0.1:8080")
    private String base = "";

    @Option(names = "--table", paramLabel = "DIR", required = true, description = "the folder of the table's files")
    private Path table = Path.of("");

    @Option(names = "--bridge", paramLabel = "NAME", description = "whose marks count: java or envoy (default: java)")
    private String bridge = "java";

    @Option(names = "--data", paramLabel = "DIR", description = "the server's folder, for the password in it")
    private @Nullable Path data;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates to trust instead of the JDK's")
    private @Nullable Path authorities;

    @Option(names = "--value", paramLabel = "NAME=VALUE", description = "what a row's ${NAME} stands for")
    private Map<String, String> values = new HashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    private Main(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs the table. */
    public static void main(String... args) {
        System.exit(new CommandLine(new Main(System.getenv())).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var all = new HashMap<>(credentials().values());
        all.putAll(values);
        var client = authorities == null ? Trust.standard() : Trust.of(authorities);
        var conformance = new Conformance(client, base, bridge, all);
        var out = spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
        int passed = 0;
        int unmet = 0;
        int failed = 0;
        for (var row : Table.read(table).rows()) {
            for (var outcome : conformance.run(row)) {
                out.println(line(outcome));
                switch (outcome.result()) {
                    case Passed _ -> passed++;
                    case Unmet _ -> unmet++;
                    case Failed _ -> failed++;
                }
            }
        }
        out.printf("%d passed, %d failed, %d that %s can't meet%n", passed, failed, unmet, bridge);
        out.flush();
        return failed == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String line(Outcome outcome) {
        return switch (outcome.result()) {
            case Passed() -> "ok      " + outcome.name();
            case Unmet(var reason) -> "unmet   " + outcome.name() + " (" + reason + ")";
            case Failed(var difference) -> "FAILED  " + outcome.name() + "\n        " + difference;
        };
    }

    private Credentials credentials() throws IOException {
        var user = environment.getOrDefault("LONGSHORE_USER", "admin");
        var password = environment.get("LONGSHORE_PASSWORD");
        if (password != null) {
            return new Credentials(user, password);
        }
        if (data == null) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "no password (expected: LONGSHORE_PASSWORD or --data DIR)");
        }
        return new Credentials(
                user, Files.readString(data.resolve("admin-password")).strip());
    }
}
