package io.longshore.cli.task;

import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Server;
import io.longshore.cli.output.Resource;
import io.longshore.client.LongshoreException;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.Task;
import io.longshore.v1.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code task watch}. */
@Command(
        name = "watch",
        description =
                "Watch a task to its end, or all that run now. The exit code is that of the operation's own command.")
public final class TaskWatch implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            paramLabel = "TASK",
            arity = "0..1",
            description = "Its uuid, or the first digits of it. Default: all that have not ended.")
    private @Nullable String task;

    public TaskWatch(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var uuids = task == null ? live(server) : List.of(server.names().task(task));
            if (uuids.isEmpty()) {
                invocation.output().say("No task is running.");
                return 0;
            }
            var ended = uuids.size() == 1 ? List.of(watch(server, uuids.getFirst())) : watchAll(server, uuids);
            return exitCode(server, ended);
        }
    }

    private static List<String> live(Server server) throws InterruptedException {
        var request = ListTasksRequest.newBuilder()
                .addConditions(LiveTasks.CONDITION)
                .setOrderBy("create_time")
                .build();
        return server.call(() -> server.connection().tasks().listTasks(request)).getTasksList().stream()
                .map(Task::getUuid)
                .toList();
    }

    private static Task watch(Server server, String uuid) throws InterruptedException {
        return server.follow(uuid);
    }

    private static List<Task> watchAll(Server server, List<String> uuids) throws Exception {
        server.view().note(uuids.size() + " tasks run");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watched = new ArrayList<Future<Task>>();
            for (var uuid : uuids) {
                watched.add(threads.submit(() -> server.followBeside(uuid)));
            }
            var ended = new ArrayList<Task>();
            for (var each : watched) {
                ended.add(each.get());
            }
            return ended;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Shows what became of the tasks; of several the exit code is that of the first that did not succeed. */
    private int exitCode(Server server, List<Task> ended) throws InterruptedException {
        var storages = server.names().storageNames();
        for (var each : ended) {
            invocation.output().result(Resource.of(each), List.of(TaskText.line(each, storages)));
        }
        for (var each : ended) {
            if (each.getState() != TaskState.TASK_STATE_SUCCEEDED) {
                throw LongshoreException.of(each.getFailure());
            }
        }
        return ExitCode.OK.number();
    }
}
