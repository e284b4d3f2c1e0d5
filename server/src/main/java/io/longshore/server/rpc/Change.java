package io.longshore.server.rpc;

import io.longshore.server.task.Caller;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Task;
import java.util.Optional;

/** A short operation of the domain: done when it returns, with the task that recorded it. */
@FunctionalInterface
public interface Change<O extends Operation> {
    /**
     * Does it, or finds what the same request did before.
     *
     * @throws io.longshore.server.failure.FailureException it is refused, or was when the same request came before
     */
    Task apply(Caller caller, Optional<String> requestId, O operation);
}
