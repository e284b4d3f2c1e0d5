package io.longshore.cli.command;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that start a task which takes its time. */
public final class TaskOptions {
    @Option(names = "--detach", description = "Start the task and leave; `longshore task watch` shows it.")
    private boolean detach;

    @Option(
            names = "--request-id",
            paramLabel = "UUID",
            description = "The task's uuid. The same command with the same uuid attaches to the same task.")
    private @Nullable UUID requestId;

    private final String fresh = Uuids.random();

    boolean detach() {
        return detach;
    }

    /** The task's uuid: the user's, or a random one that stays the same for this command. */
    public String requestId() {
        return requestId == null ? fresh : Uuids.compact(requestId);
    }
}
