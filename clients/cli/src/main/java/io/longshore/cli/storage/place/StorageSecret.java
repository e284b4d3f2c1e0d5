package io.longshore.cli.storage.place;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A storage's password or key: never on the command line, where all users of a machine could read it.
 *
 * @param file one that holds the secret alone; absent for the environment or the terminal
 */
public record StorageSecret(Shell shell, @Nullable Path file) {
    private static final String VARIABLE = "LONGSHORE_STORAGE_SECRET";

    /** Takes it from the file, the environment or a terminal, whichever has it first. */
    String read(String what) throws IOException {
        if (file != null) {
            return Files.readString(file).strip();
        }
        if (!shell.variable(VARIABLE).isEmpty()) {
            return shell.variable(VARIABLE);
        }
        return shell.passwords()
                .ask(what + ": ")
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "no " + what,
                        List.of("it is taken from --secret-file, " + VARIABLE + " or a terminal")));
    }
}
