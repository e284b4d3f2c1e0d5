package io.longshore.cli.storage;

import io.longshore.cli.command.Shell;
import io.longshore.cli.command.SizeConverter;
import io.longshore.cli.storage.place.StorageSecret;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands by which a storage comes into the catalog: what is said of it beside its place, and the place's secret. */
final class NewStorageOptions {
    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "A file here that holds the password or key alone. Default: LONGSHORE_STORAGE_SECRET, else asked for.")
    private @Nullable Path secretFile;

    @Option(
            names = "--capacity",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "The most that it may hold, such as 500G. Default: what is there.")
    private @Nullable Long capacity;

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    /** What the place needs to be let in. */
    StorageSecret secret(Shell shell) {
        return new StorageSecret(shell, secretFile);
    }

    /** The most that it may hold, in bytes. */
    Optional<Long> capacity() {
        return Optional.ofNullable(capacity);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }
}
