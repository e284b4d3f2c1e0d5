package io.longshore.server.rpc;

import io.grpc.Context;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Result;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskState;
import io.longshore.server.task.Tasks;
import java.util.Map;

/** Runs the changes that unary calls ask for: a call that ends early stops waiting, and the change goes on. */
final class Changes {
    private final Tasks tasks;
    private final Drain drain;

    Changes(Tasks tasks, Drain drain) {
        this.tasks = tasks;
        this.drain = drain;
    }

    /** Makes a change for the caller of the current call. */
    <O extends Operation> Task make(Change<O> change, String requestId, O operation) {
        return change.apply(Callers.caller(), RequestIds.requestId(requestId), operation);
    }

    /** Starts a change that takes a moment, for the caller of the current call, and waits for its end. */
    Task start(String requestId, Operation operation) {
        var task = tasks.start(Callers.caller(), RequestIds.requestId(requestId), operation);
        return task.state().terminal() ? task : await(() -> tasks.await(task.uuid()));
    }

    /** Waits for something that may take a while, as long as there is someone to tell. */
    private <T> T await(Waiting<T> waiting) {
        var thread = Thread.currentThread();
        var context = Context.current();
        Context.CancellationListener cancelled = _ -> thread.interrupt();
        context.addListener(cancelled, Runnable::run);
        try (var _ = drain.onDrain(thread::interrupt)) {
            return waiting.call();
        } catch (InterruptedException e) {
            throw stopped(e);
        } finally {
            context.removeListener(cancelled);
        }
    }

    /** What is waited for. */
    private interface Waiting<T> {
        T call() throws InterruptedException;
    }

    private static FailureException stopped(InterruptedException cause) {
        var failure = ErrorStatuses.stopping();
        return new FailureException(failure.reason(), failure.details(), Map.of(), cause);
    }

    /** What a change gave; throws what it failed with. */
    static <T extends Result> T result(Task task, Class<T> type) {
        return switch (task.state()) {
            case TaskState.Succeeded(var _, var result) -> type.cast(result);
            case TaskState.Failed(var _, var failure) -> throw failure.toException();
            case TaskState.Canceled(var _, var failure) -> throw failure.toException();
            case TaskState.Waiting _, TaskState.Running _, TaskState.Suspended _, TaskState.Canceling _ ->
                throw new FailureException(
                        Reason.UNAVAILABLE,
                        "task " + task.uuid() + " goes on: ask for it again",
                        Map.of("taskUuid", task.uuid()));
        };
    }
}
