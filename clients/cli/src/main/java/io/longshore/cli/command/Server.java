package io.longshore.cli.command;

import io.longshore.cli.output.Output;
import io.longshore.cli.output.Resource;
import io.longshore.cli.progress.ProgressView;
import io.longshore.cli.progress.TaskProgress;
import io.longshore.client.Longshore;
import io.longshore.client.LongshoreException;
import io.longshore.client.Operation;
import io.longshore.client.ServerAddress;
import io.longshore.client.WatchedTask;
import io.longshore.v1.Task;
import java.util.List;
import java.util.Optional;

/** The server that a command talks to, with what it takes to run operations there and show them. */
public final class Server implements AutoCloseable {
    private final ServerAddress address;
    private final Longshore connection;
    private final Output output;
    private final ProgressView view;
    private final Interruption interruption;
    private final Names names;

    Server(ServerAddress address, Longshore connection, Output output, ProgressView view, Interruption interruption) {
        this.address = address;
        this.connection = connection;
        this.output = output;
        this.view = view;
        this.interruption = interruption;
        this.names = new Names(connection);
    }

    public ServerAddress address() {
        return address;
    }

    public Longshore connection() {
        return connection;
    }

    /** Finds resources by what users call them. */
    public Names names() {
        return names;
    }

    /** Where progress is shown. */
    public ProgressView view() {
        return view;
    }

    /** Makes a unary call. */
    public <T> T call(Longshore.Unary<T> call) throws InterruptedException {
        return connection.call(call);
    }

    /**
     * Runs an operation: starts it and, unless it is to be left alone, follows it to its end.
     *
     * @return what it resulted in; empty where it was left alone, which is said then
     * @throws LongshoreException where the operation was refused, failed or was cancelled
     */
    public <R> Optional<R> run(Operation<R> operation, TaskOptions options) throws InterruptedException {
        if (options.detach()) {
            var task = connection.startDetached(operation);
            output.result(
                    Resource.of(task),
                    List.of("task " + task.getUuid() + " is begun; longshore task watch " + task.getUuid()));
            return Optional.empty();
        }
        return Optional.of(follow(operation, WatchedTask::result));
    }

    /** Follows a task to its end, showing how far it is; returns it as it ended, well or not. */
    public Task follow(String taskUuid) throws InterruptedException {
        return follow(Operation.watch(taskUuid), WatchedTask::await);
    }

    /** Follows one of several tasks at once; each of its steps is shown under the task's first digits. */
    public Task followBeside(String taskUuid) throws InterruptedException {
        return follow(
                Operation.watch(taskUuid), ProgressView.under(taskUuid.substring(0, 8), view), WatchedTask::await);
    }

    /** What is asked of a task when its events have been shown. */
    private interface End<R, T> {
        T of(WatchedTask<R> task) throws InterruptedException;
    }

    private <R, T> T follow(Operation<R> operation, End<R, T> end) throws InterruptedException {
        ifInterrupted(
                "Detached: task " + operation.taskUuid() + " goes on.",
                "  longshore task watch " + operation.taskUuid() + "    to see it again",
                "  longshore task cancel " + operation.taskUuid() + "   to stop it");
        try {
            return follow(operation, view, end);
        } finally {
            view.close();
            ifInterrupted();
        }
    }

    private <R, T> T follow(Operation<R> operation, ProgressView shown, End<R, T> end) throws InterruptedException {
        var progress = new TaskProgress(shown);
        try (var task = connection.start(operation)) {
            for (var event : task) {
                output.event(event);
                progress.accept(event);
            }
            return end.of(task);
        }
    }

    /** What is said where Ctrl-C ends the program from now on; nothing for no lines. */
    public void ifInterrupted(String... lines) {
        interruption.say(lines);
    }

    @Override
    public void close() {
        view.close();
        connection.close();
    }
}
