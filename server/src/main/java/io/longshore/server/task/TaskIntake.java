package io.longshore.server.task;

import io.longshore.server.failure.FailureException;
import io.longshore.server.uuid.Uuids;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes requests in: one that came before under its request_id finds its task again, one that needs what another task holds is busy, and one that is refused
 * for good is kept as refused.
 */
final class TaskIntake {
    private final Transactions transactions;
    private final TaskRecords records;
    private final TaskLedger ledger;

    TaskIntake(Transactions transactions, TaskRecords records, TaskLedger ledger) {
        this.transactions = transactions;
        this.records = records;
        this.ledger = ledger;
    }

    /**
     * Makes the task of a request, unless it has one.
     *
     * @param current the task as it stands, where it is kept as it was
     * @param make makes the task of this uuid, inside the transaction
     */
    Task take(
            Caller caller,
            Optional<String> requestId,
            Operation operation,
            Function<Task, Task> current,
            Function<String, Task> make) {
        var uuid = requestId.orElseGet(Uuids::random);
        try {
            return transactions.write(() -> {
                var before = records.find(uuid);
                if (before.isPresent()) {
                    return current.apply(again(caller, operation, before.get().task()));
                }
                checkHolds(operation);
                return make.apply(uuid);
            });
        } catch (FailureException e) {
            if (requestId.isPresent() && !Refusals.passing(e.reason())) {
                keepRefusal(caller, uuid, operation, e);
            }
            throw e;
        }
    }

    /** A task that runs as soon as it can. */
    LiveTask waiting(Caller caller, String uuid, Operation operation) {
        var now = ledger.now();
        var live = ledger.insert(new Task(
                uuid, caller.accountUuid(), operation, new TaskState.Waiting(""), 0, List.of(), now, null, null));
        operation.holds().forEach(hold -> records.insertHold(uuid, hold));
        return live;
    }

    /** A task that is done with this change. */
    Task done(Caller caller, String uuid, Operation operation, Supplier<Result> change) {
        var begin = ledger.now();
        var result = change.get();
        var end = ledger.now();
        var task = new Task(
                uuid,
                caller.accountUuid(),
                operation,
                new TaskState.Succeeded(end, result),
                1,
                List.of(),
                begin,
                begin,
                end);
        ledger.insertEnded(task);
        return task;
    }

    private static Task again(Caller caller, Operation operation, Task before) {
        if (!before.accountUuid().equals(caller.accountUuid())
                || !before.operation().equals(operation)) {
            throw Refusals.reused(before.uuid());
        }
        if (before.attempt() == 0 && before.state() instanceof TaskState.Failed refused) {
            throw refused.failure().toException();
        }
        return before;
    }

    private void checkHolds(Operation operation) {
        for (var hold : operation.holds()) {
            records.holder(hold).ifPresent(holder -> {
                throw Refusals.busy(hold, holder);
            });
        }
    }

    private void keepRefusal(Caller caller, String uuid, Operation operation, FailureException refusal) {
        var now = ledger.now();
        var state = new TaskState.Failed(now, refusal.failure());
        transactions.write(() -> {
            if (records.find(uuid).isEmpty()) { // the same request may have been accepted meanwhile
                ledger.insertEnded(
                        new Task(uuid, caller.accountUuid(), operation, state, 0, List.of(), now, null, now));
            }
        });
    }
}
