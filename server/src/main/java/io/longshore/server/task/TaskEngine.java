package io.longshore.server.task;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Condition;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all tasks of this server. Wired so:
 *
 * <p>{@snippet :
 * var tasks = new TaskEngine(catalog.transactions(), catalog.tasks(), TaskSettings.DEFAULTS, Clock.systemUTC());
 * tasks.register(MigrateImage.class, new MigrateImageWork(...)); // each kind of operation that takes a while
 * tasks.resume(); // what the last run of the server left unfinished goes on
 * ...
 * tasks.close(); // before the catalog
 * }
 *
 * <p>A task's state is changed in transactions of the catalog alone, one after the other, and told to its watchers in the same order. Its attempt is the
 * fencing token: work that was overtaken by another attempt can change nothing any more.
 */
public final class TaskEngine implements Tasks, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TaskEngine.class);

    private final Transactions transactions;
    private final TaskRecords records;
    private final TaskSettings settings;
    private final TaskLedger ledger;
    private final TaskIntake intake;
    private final TaskNews news = new TaskNews();
    private final Places places;
    private final ScheduledThreadPoolExecutor ticker;
    private final Map<Class<?>, Work<Operation>> works = new HashMap<>();
    private final Map<String, LiveTask> live = new ConcurrentHashMap<>();
    private final Map<String, Thread> drivers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param records where tasks are kept
     * @param transactions of the same catalog
     */
    public TaskEngine(Transactions transactions, TaskRecords records, TaskSettings settings, Clock clock) {
        this.transactions = transactions;
        this.records = records;
        this.settings = settings;
        this.ledger = new TaskLedger(transactions, records, news, clock);
        this.intake = new TaskIntake(transactions, records, ledger);
        this.places = new Places(settings.places());
        this.ticker = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("task-progress").factory());
        ticker.setRemoveOnCancelPolicy(true);
    }

    /** Says how one kind of operation is done. Before {@link #resume} and the first task. */
    @SuppressWarnings("unchecked") // a work only ever gets operations of the type that it is registered under
    public <O extends Operation> void register(Class<O> type, Work<O> work) {
        works.put(type, (Work<Operation>) work);
    }

    /** Lets all tasks go on that have not ended, and forgets those that ended long ago, now and every day. */
    public void resume() {
        var unfinished = records.unfinished();
        for (var record : unfinished) {
            launch(resumed(record));
        }
        if (!unfinished.isEmpty()) {
            log.atInfo().addKeyValue("tasks", unfinished.size()).log("tasks go on");
        }
        var _ = ticker.scheduleWithFixedDelay(this::purge, 0, TimeUnit.DAYS.toSeconds(1), TimeUnit.SECONDS);
    }

    private LiveTask resumed(TaskRecord record) {
        var task = record.task();
        if (!(task.state() instanceof TaskState.Suspended)) {
            // How far a step had come that a crash cut off is not known: it is told of again when it begins again.
            task = task.withSteps(
                    task.steps().stream().filter(step -> step.endTime() != null).toList());
        }
        var known = new TaskRecord(task, record.sequence(), record.prunedSequence());
        return new LiveTask(known, records.events(task.uuid()), record.sequence());
    }

    private void purge() {
        try {
            var before = ledger.now().minus(settings.keep());
            int forgotten;
            do {
                forgotten = records.purge(before, 500); // a few at a time: others want to write too
            } while (forgotten > 0 && !closed);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("old tasks can't be forgotten");
        }
    }

    /** Tries all suspended tasks again, now. */
    public void wake() {
        live.values().forEach(task -> task.wakeUp().release());
    }

    @Override
    public Task start(Caller caller, Optional<String> requestId, Operation operation) {
        var work = work(operation);
        return intake.take(caller, requestId, operation, this::current, uuid -> {
            checkOpen();
            work.accept(caller, operation);
            var task = intake.waiting(caller, uuid, operation);
            records.afterCommit(() -> launch(task));
            return task.task();
        });
    }

    @Override
    public Task apply(Caller caller, Optional<String> requestId, Operation operation, Supplier<Result> change) {
        return intake.take(
                caller, requestId, operation, this::current, uuid -> intake.done(caller, uuid, operation, change));
    }

    @Override
    public Task await(String uuid) throws InterruptedException {
        return seen(uuid).orElseThrow(() -> Refusals.notFound(uuid)).feed().awaitEnd();
    }

    @Override
    public Task find(Caller caller, String uuid) {
        return current(records.find(uuid)
                .map(TaskRecord::task)
                .filter(task -> caller.mayUse(task.accountUuid()))
                .orElseThrow(() -> Refusals.notFound(uuid)));
    }

    @Override
    public Page<Task> list(Caller caller, Query query) {
        var account = caller.scope();
        var page = records.list(account, query);
        return new Page<>(page.items().stream().map(this::current).toList(), page.nextPageToken(), page.totalSize());
    }

    @Override
    public Task cancel(Caller caller, String uuid) {
        var found = visible(caller, uuid);
        ledger.change(found, () -> {
            var task = found.task();
            switch (task.state()) {
                case TaskState.Canceled _, TaskState.Canceling _ -> {}
                case TaskState.Succeeded _, TaskState.Failed _ -> throw Refusals.ended(task);
                case TaskState.Waiting _, TaskState.Running _, TaskState.Suspended _ -> cancel(found);
            }
            return true;
        });
        return found.feed().task();
    }

    /** Inside a transaction. */
    private void cancel(LiveTask found) {
        var task = found.task();
        if (!task.operation().cancelable()) {
            throw Refusals.notCancelable(task);
        }
        var attempt = found.attempt();
        ledger.checkFence(found, attempt);
        if (attempt == null) {
            work(task.operation()).abandon(task.operation());
            var now = ledger.now();
            ledger.end(found, task.ended(new TaskState.Canceled(now, Refusals.canceled()), now));
        } else {
            ledger.write(found, task.withState(new TaskState.Canceling()), attempt, null);
        }
        records.afterCommit(found.stoppable()::stop);
    }

    @Override
    public Task pause(Caller caller, String uuid, String by) {
        return adjust(visible(caller, uuid), before -> before.paused() ? before : before.pausedBy(by));
    }

    @Override
    public Task resume(Caller caller, String uuid) {
        var found = visible(caller, uuid);
        var task = adjust(found, before -> before.pausedBy(null).withFutileAttempts(0));
        found.wakeUp().release(); // one that is suspended for another reason is tried again at once
        return task;
    }

    @Override
    public Task update(Caller caller, String uuid, Handling.Edit edit) {
        return adjust(visible(caller, uuid), edit::of);
    }

    private Task adjust(LiveTask found, UnaryOperator<Handling> change) {
        ledger.change(found, () -> {
            var task = found.task();
            if (task.state().terminal() || task.state() instanceof TaskState.Canceling) {
                throw Refusals.ended(task);
            }
            var after = change.apply(task.handling());
            if (!after.equals(task.handling())) {
                adjust(found, task.withHandling(after), task.handling().paused());
            }
            return true;
        });
        return found.feed().task();
    }

    /** Writes how a task is run from now on, and has its driver notice; inside a transaction. */
    private void adjust(LiveTask found, Task after, boolean wasPaused) {
        var attempt = found.attempt();
        ledger.checkFence(found, attempt);
        boolean paused = after.handling().paused();
        if (paused == wasPaused || attempt != null) {
            ledger.write(found, after, attempt, null);
        } else if (paused) {
            ledger.suspend(found, after.withState(new TaskState.Suspended(TaskDriver.pausing(after.handling()))));
        } else {
            ledger.write(found, after.withState(new TaskState.Waiting("")), null, null);
        }
        records.afterCommit(() -> {
            if (paused) {
                found.stoppable().hold();
            } else {
                found.stoppable().letGo();
            }
            found.wakeUp().release();
            places.reconsider();
        });
    }

    @Override
    public TaskWatch watch(Caller caller, String uuid, OptionalLong resumeAfter) {
        return visible(caller, uuid).feed().watch(resumeAfter);
    }

    @Override
    public TasksWatch watchAll(Caller caller, List<Condition> conditions, String resumeToken) {
        records.ends().matches("", conditions); // says what is wrong with them, if anything is
        var token = EndToken.parse(resumeToken);
        // Behind all transactions: what they changed is in the news, and no end is both before and after the start.
        return transactions.write(() -> {
            var ends = records.ends();
            boolean known = token.isEmpty() || token.get().leadsTo(ends);
            var from = known ? token.orElseGet(() -> EndToken.newest(ends)) : EndToken.of(ends.forgotten());
            return new EngineTasksWatch(caller, conditions, news, records, news.start(ends.last()), from, !known);
        });
    }

    private LiveTask visible(Caller caller, String uuid) {
        return seen(uuid)
                .filter(found -> caller.mayUse(found.task().accountUuid()))
                .orElseThrow(() -> Refusals.notFound(uuid));
    }

    /** A task, be it live or ended. */
    private Optional<LiveTask> seen(String uuid) {
        var known = liveOrEnded(uuid);
        if (known.isPresent() || records.find(uuid).isEmpty()) {
            return known;
        }
        transactions.write(() -> {}); // it began or ended just now: behind this, memory has it
        return Optional.of(liveOrEnded(uuid).orElseThrow(TaskEngine::stopping));
    }

    private Optional<LiveTask> liveOrEnded(String uuid) {
        var task = live.get(uuid);
        return task != null
                ? Optional.of(task)
                : records.find(uuid)
                        .filter(record -> record.task().state().terminal())
                        .map(record -> new LiveTask(record, records.events(uuid), record.sequence()));
    }

    private Task current(Task kept) {
        var task = live.get(kept.uuid());
        return task == null ? kept : task.feed().task();
    }

    private Work<Operation> work(Operation operation) {
        var work = works.get(operation.getClass());
        if (work == null) {
            throw new IllegalStateException(
                    "operation: " + operation.getClass().getName() + " (expected: one that a work is registered for)");
        }
        return work;
    }

    private void launch(LiveTask task) {
        var work = work(task.task().operation());
        var driver = new TaskDriver(task, work, ledger, () -> attempt(task), places, settings, this::wake);
        var thread = Thread.ofVirtual().name("task-" + task.uuid()).unstarted(() -> {
            try {
                driver.run();
            } finally {
                drivers.remove(task.uuid());
                if (task.task().state().terminal()) {
                    live.remove(task.uuid());
                }
            }
        });
        live.put(task.uuid(), task);
        news.begun(task);
        drivers.put(task.uuid(), thread);
        thread.start();
    }

    private Attempt attempt(LiveTask task) {
        return new Attempt(
                task,
                ledger,
                transactions,
                records,
                ticker,
                settings.progressInterval().toNanos());
    }

    private void checkOpen() {
        if (closed) {
            throw stopping();
        }
    }

    static FailureException stopping() {
        return new FailureException(Reason.UNAVAILABLE, "the server is stopping (expected: try again soon)");
    }

    /**
     * Stops all work without touching the tasks: they go on at the next start. Watchers and those who wait get {@link Reason#UNAVAILABLE}. Waits until all
     * work has noticed, for as long as the settings say.
     */
    @Override
    public void close() {
        closed = true;
        transactions.write(() -> {}); // what was being started is live behind this
        live.values().forEach(LiveTask::leave);
        try {
            var deadline = Instant.now().plus(settings.stopPatience());
            for (var driver : List.copyOf(drivers.values())) {
                if (!driver.join(Duration.between(Instant.now(), deadline))) {
                    log.atWarn().addKeyValue("thread", driver.getName()).log("a task does not stop; it is left behind");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        live.values().forEach(task -> task.feed().stop());
        news.stop();
        ticker.shutdownNow();
    }
}
