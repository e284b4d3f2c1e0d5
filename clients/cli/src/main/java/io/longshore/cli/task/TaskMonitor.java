package io.longshore.cli.task;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Server;
import io.longshore.cli.progress.Board;
import io.longshore.v1.WatchTasksRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code task monitor}. */
@Command(
        name = "monitor",
        description =
                "Watch all tasks as they come and go, until Ctrl-C; those that live in a table on a terminal, and a"
                        + " line for each that ends.")
public final class TaskMonitor implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--resume",
            paramLabel = "TOKEN",
            description = "Tell also of those that ended since an earlier run: the resume_token of its last line with"
                    + " --output json.")
    private String resume = "";

    public TaskMonitor(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var screen = invocation.shell().screen();
        var output = invocation.output();
        if (!screen.errIsTerminal() || output.json() || output.quiet()) {
            try (var server = invocation.connect()) {
                return monitor(server, null);
            }
        }
        var board = new Board(invocation.shell().err(), screen::width);
        try (var server = invocation.connect(board)) {
            return monitor(server, board);
        }
    }

    private int monitor(Server server, @Nullable Board board) throws InterruptedException {
        var screen = invocation.shell().screen();
        var news = new MonitoredTasks(server, invocation.output(), board, screen::height);
        var request = WatchTasksRequest.newBuilder().setResumeToken(resume).build();
        try (var watched = server.connection().watchTasks(request)) {
            for (var each : watched) {
                news.take(each, watched.attachments());
            }
        }
        return 0;
    }
}
