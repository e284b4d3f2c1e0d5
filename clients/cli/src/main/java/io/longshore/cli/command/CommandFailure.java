package io.longshore.cli.command;

import java.util.List;

/** A command can't do what was asked, for a reason that is found here and not on the server. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;
    private final transient List<String> more;

    /** @param more further lines, such as the candidates of an ambiguous name */
    public CommandFailure(ExitCode exitCode, String message, List<String> more) {
        super(message);
        this.exitCode = exitCode;
        this.more = List.copyOf(more);
    }

    public CommandFailure(ExitCode exitCode, String message) {
        this(exitCode, message, List.of());
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public List<String> more() {
        return more;
    }
}
