package io.longshore.cli.task;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Table;
import io.longshore.cli.output.Words;
import io.longshore.v1.ListTasksRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code task list}. */
@Command(name = "list", description = "List tasks, the newest first.")
public final class TaskList implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--live", description = "Those alone that have not ended.")
    private boolean live;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many, 1 to 1,000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    public TaskList(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = ListTasksRequest.newBuilder().setPageSize(limit).setOrderBy("create_time desc");
            if (live) {
                request.addConditions(LiveTasks.CONDITION);
            }
            var tasks = server.call(() -> server.connection().tasks().listTasks(request.build()))
                    .getTasksList();
            var storages = server.names().storageNames();
            var table = new Table("CREATED", "OPERATION", "STATE", ">TOOK", "ABOUT", "UUID");
            tasks.forEach(task -> table.row(
                    Words.time(task.getCreateTime()),
                    TaskText.operation(task),
                    Words.constant(task.getState()),
                    TaskText.took(task),
                    TaskText.subject(task, storages),
                    task.getUuid()));
            invocation
                    .output()
                    .list(
                            tasks.stream().map(Resource::of).toList(),
                            table,
                            live ? "No task is running." : "There is no task yet.");
            return 0;
        }
    }
}
