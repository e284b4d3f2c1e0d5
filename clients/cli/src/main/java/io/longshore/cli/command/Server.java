package io.longshore.cli.command;

import io.longshore.cli.client.Connection;
import io.longshore.cli.client.Operation;
import io.longshore.cli.client.ServerAddress;
import io.longshore.cli.client.ServerFailure;
import io.longshore.cli.client.TaskFollower;
import io.longshore.cli.output.Output;
import io.longshore.cli.output.Resource;
import io.longshore.cli.progress.ProgressView;
import io.longshore.cli.progress.TaskProgress;
import io.longshore.v1.Task;
import io.longshore.v1.TaskState;
import java.util.List;
import java.util.Optional;

/** The server that a command talks to, with what it takes to run operations there and show them. */
public final class Server implements AutoCloseable {
    private final ServerAddress address;
    private final Connection connection;
    private final Output output;
    private final ProgressView view;
    private final Interruption interruption;
    private final Names names;

    Server(ServerAddress address, Connection connection, Output output, ProgressView view, Interruption interruption) {
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

    public Connection connection() {
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
    public <T> T call(Connection.Unary<T> call) throws ServerFailure, InterruptedException {
        return connection.call(call);
    }

    /**
     * Runs an operation: starts it and, unless it is to be left alone, follows it to its end.
     *
     * @return the task, which has succeeded; empty where it was left alone, which is said then
     * @throws ServerFailure where the operation was refused, failed or was cancelled
     */
    public <M> Optional<Task> run(Operation<M> operation, TaskOptions options)
            throws ServerFailure, InterruptedException {
        if (options.detach()) {
            var task = new TaskFollower(connection).start(operation);
            output.result(
                    Resource.of(task),
                    List.of("task " + task.getUuid() + " is begun; longshore task watch " + task.getUuid()));
            return Optional.empty();
        }
        var task = follow(operation, options.requestId());
        if (task.getState() != TaskState.TASK_STATE_SUCCEEDED) {
            throw ServerFailure.of(task.getFailure());
        }
        return Optional.of(task);
    }

    /** Follows a task to its end, showing how far it is; returns it as it ended, well or not. */
    public <M> Task follow(Operation<M> operation, String taskUuid) throws ServerFailure, InterruptedException {
        ifInterrupted(
                "Detached: task " + taskUuid + " goes on.",
                "  longshore task watch " + taskUuid + "    to see it again",
                "  longshore task cancel " + taskUuid + "   to stop it");
        try {
            return follow(operation, view);
        } finally {
            view.close();
            ifInterrupted();
        }
    }

    /** Follows one of several tasks at once; each of its steps is shown under the task's first digits. */
    public <M> Task followBeside(Operation<M> operation, String taskUuid) throws ServerFailure, InterruptedException {
        return follow(operation, ProgressView.under(taskUuid.substring(0, 8), view));
    }

    private <M> Task follow(Operation<M> operation, ProgressView shown) throws ServerFailure, InterruptedException {
        var progress = new TaskProgress(shown);
        return new TaskFollower(connection).follow(operation, event -> {
            output.event(event);
            progress.accept(event);
        });
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
