package io.longshore.server.app.offline;

import io.longshore.server.catalog.CatalogCopy;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longshore catalog}: works on the data folder itself, on the server's machine. */
@Command(
        name = "longshore catalog",
        mixinStandardHelpOptions = true,
        description = "What a server knows: its catalog.",
        synopsisSubcommandLabel = "backup")
final class CatalogCommand implements Runnable {
    private final Path defaultData;

    @Spec
    private @Nullable CommandSpec spec;

    CatalogCommand(Path defaultData) {
        this.defaultData = defaultData;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "expected: backup");
        }
    }

    @Command(
            name = "backup",
            mixinStandardHelpOptions = true,
            description =
                    "Copies the catalog to a file, also while the server runs. Put back as catalog.sqlite of a data folder, it lets "
                            + "the server read its storages; each takes writes again after storage adopt.")
    int backup(
            @Parameters(paramLabel = "FILE", description = "Where to; must not be there.") Path file,
            @Option(names = "--data", paramLabel = "DIR", description = "The server's data folder.") @Nullable
                    Path data)
            throws IOException {
        CatalogCopy.make(data == null ? defaultData : data, file);
        return CommandLine.ExitCode.OK;
    }
}
