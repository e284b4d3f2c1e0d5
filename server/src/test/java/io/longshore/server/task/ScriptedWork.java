package io.longshore.server.task;

import io.longshore.server.failure.FailureException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Does chores as a test says, and remembers what was asked of it. */
final class ScriptedWork implements Work<Chore> {
    final List<String> accepted = new CopyOnWriteArrayList<>();
    final List<String> abandoned = new CopyOnWriteArrayList<>();
    volatile @Nullable FailureException refusal;
    volatile Script script = (chore, _) -> Outcome.of(() -> new Chore.Done(chore.name()));

    /** How a chore is done. */
    interface Script {
        Outcome run(Chore chore, TaskContext context) throws InterruptedException;
    }

    @Override
    public void accept(Caller caller, Chore operation) {
        var no = refusal;
        if (no != null) {
            throw no;
        }
        accepted.add(operation.name());
    }

    @Override
    public Outcome run(Chore operation, TaskContext context) throws InterruptedException {
        return script.run(operation, context);
    }

    @Override
    public void abandon(Chore operation) {
        abandoned.add(operation.name());
    }
}
