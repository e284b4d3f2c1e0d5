package io.longshore.cli.task;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.v1.CancelTaskRequest;
import io.longshore.v1.TaskState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task cancel}. */
@Command(
        name = "cancel",
        description = "Stop a task, so that nothing of it can be seen, and wait until it has stopped.")
public final class TaskCancel implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TASK", description = "Its uuid, or the first digits of it.")
    private String task = "";

    @Option(names = "--detach", description = "Ask for it and leave.")
    private boolean detach;

    public TaskCancel(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var uuid = server.names().task(task);
            var request = CancelTaskRequest.newBuilder().setUuid(uuid).build();
            var asked = server.call(() -> server.connection().tasks().cancelTask(request))
                    .getTask();
            var ended = detach ? asked : server.follow(uuid);
            invocation
                    .output()
                    .result(
                            Resource.of(ended),
                            List.of(TaskText.line(ended, server.names().storageNames())));
            if (ended.getState() == TaskState.TASK_STATE_SUCCEEDED) {
                throw new CommandFailure(
                        ExitCode.REFUSED, "task " + uuid + " succeeded: it was past its last point of return");
            }
            return 0;
        }
    }
}
