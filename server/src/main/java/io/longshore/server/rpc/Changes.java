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
    private final Drain drain;

    Changes(Drain drain) {
        this.drain = drain;
    }

    /** A change that is a task of its own: starts it and waits for its end. */
    static <O extends Operation> Change<O> awaited(Tasks tasks) {
        return (caller, requestId, operation) ->
                tasks.await(tasks.start(caller, requestId, operation).uuid());
    }

    /** Makes a change for the caller of the current call. */
    <O extends Operation> Task make(Change<O> change, String requestId, O operation) {
        var caller = Callers.caller();
        return await(() -> change.apply(caller, RequestIds.requestId(requestId), operation));
    }

    /** Waits for something that may take a while, as long as there is someone to tell. */
    <T> T await(Waiting<T> waiting) {
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
    interface Waiting<T> {
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
