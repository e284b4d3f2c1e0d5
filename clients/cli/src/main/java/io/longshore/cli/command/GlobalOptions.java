package io.longshore.cli.command;

import io.longshore.cli.output.Output;
import io.longshore.client.DataFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
public final class GlobalOptions {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            description = "The server. Default: LONGSHORE_SERVER, else the one of --data.")
    private @Nullable String server;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            scope = ScopeType.INHERIT,
            description =
                    "What standard output is for: people (text, the default) or programs (json: one object a line).")
    private Output.Form output = Output.Form.TEXT;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print uuids alone, and no progress.")
    private boolean quiet;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder of a server on this machine, where its address and first password are found.")
    private @Nullable Path data;

    Optional<String> server() {
        return Optional.ofNullable(server);
    }

    Output.Form output() {
        return output;
    }

    boolean quiet() {
        return quiet;
    }

    DataFolder data(Map<String, String> variables) {
        return data == null ? DataFolder.standard(variables) : new DataFolder(data);
    }
}
