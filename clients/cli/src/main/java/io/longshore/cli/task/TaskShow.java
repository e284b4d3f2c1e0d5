package io.longshore.cli.task;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.v1.GetTaskRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code task show}. */
@Command(name = "show", description = "Tell all about a task.")
public final class TaskShow implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TASK", description = "Its uuid, or the first digits of it.")
    private String task = "";

    public TaskShow(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = GetTaskRequest.newBuilder()
                    .setUuid(server.names().task(task))
                    .build();
            var found = server.call(() -> server.connection().tasks().getTask(request))
                    .getTask();
            invocation
                    .output()
                    .result(
                            Resource.of(found),
                            TaskText.details(found, server.names().storageNames()));
            return 0;
        }
    }
}
