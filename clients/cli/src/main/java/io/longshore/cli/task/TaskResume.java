package io.longshore.cli.task;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.v1.ResumeTaskRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code task resume}. */
@Command(
        name = "resume",
        description = "Have a paused task go on, or try one at once that is suspended for another reason.")
public final class TaskResume implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TASK", description = "Its uuid, or the first digits of it.")
    private String task = "";

    public TaskResume(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = ResumeTaskRequest.newBuilder()
                    .setUuid(server.names().task(task))
                    .build();
            var resumed = server.call(() -> server.connection().tasks().resumeTask(request))
                    .getTask();
            invocation
                    .output()
                    .result(
                            Resource.of(resumed),
                            List.of(TaskText.line(resumed, server.names().storageNames())));
            return 0;
        }
    }
}
