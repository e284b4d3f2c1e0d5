package io.longshore.cli.task;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.v1.PauseTaskRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code task pause}. */
@Command(name = "pause", description = "Stop a task for now. It keeps what it has sent, and waits for `task resume`.")
public final class TaskPause implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TASK", description = "Its uuid, or the first digits of it.")
    private String task = "";

    public TaskPause(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = PauseTaskRequest.newBuilder()
                    .setUuid(server.names().task(task))
                    .build();
            var paused = server.call(() -> server.connection().tasks().pauseTask(request))
                    .getTask();
            invocation
                    .output()
                    .result(
                            Resource.of(paused),
                            List.of(TaskText.line(paused, server.names().storageNames()) + ", paused"));
            return 0;
        }
    }
}
