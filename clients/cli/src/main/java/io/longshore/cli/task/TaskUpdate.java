package io.longshore.cli.task;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.SizeConverter;
import io.longshore.cli.output.Resource;
import io.longshore.v1.TaskPriority;
import io.longshore.v1.UpdateTaskRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task update}. */
@Command(name = "update", description = "Change how fast a task goes, and whether before others; also while it runs.")
public final class TaskUpdate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "TASK", description = "Its uuid, or the first digits of it.")
    private String task = "";

    @Option(names = "--priority", paramLabel = "PRIORITY", description = "low, normal or high.")
    private @Nullable Priority priority;

    @Option(
            names = "--rate",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "At most so many bytes of disks a second, such as 20MiB; 0 for any number.")
    private @Nullable Long rate;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "At most so many blocks of 1 MiB at the same time, up to 1,024; 0 for any number.")
    private @Nullable Integer parallelism;

    /** As users write it. */
    enum Priority {
        low(TaskPriority.TASK_PRIORITY_LOW),
        normal(TaskPriority.TASK_PRIORITY_NORMAL),
        high(TaskPriority.TASK_PRIORITY_HIGH);

        private final TaskPriority proto;

        Priority(TaskPriority proto) {
            this.proto = proto;
        }
    }

    public TaskUpdate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        if (priority == null && rate == null && parallelism == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "nothing to change (expected: --priority, --rate or --parallelism)");
        }
        try (var server = invocation.connect()) {
            var request = UpdateTaskRequest.newBuilder().setUuid(server.names().task(task));
            if (priority != null) {
                request.setPriority(priority.proto);
            }
            if (rate != null) {
                request.setBytesPerSecond(rate);
            }
            if (parallelism != null) {
                request.setParallelism(parallelism);
            }
            var updated = server.call(() -> server.connection().tasks().updateTask(request.build()))
                    .getTask();
            invocation
                    .output()
                    .result(
                            Resource.of(updated),
                            TaskText.details(updated, server.names().storageNames()));
            return 0;
        }
    }
}
