package io.longshore.server.rpc;

import io.longshore.server.failure.Failure;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Condition;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Handling;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Result;
import io.longshore.server.task.Step;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskEvent;
import io.longshore.server.task.TaskState;
import io.longshore.server.task.TaskWatch;
import io.longshore.server.task.Tasks;
import io.longshore.server.task.TasksWatch;
import io.longshore.server.uuid.Uuids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Tasks that a test drives by hand. Progress is latest-wins per watcher; all else is kept. A patience that a test sets replaces the caller's. */
final class FakeTasks implements Tasks {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    final Map<String, Task> tasks = new ConcurrentHashMap<>();
    final List<FakeWatch> watches = new CopyOnWriteArrayList<>();
    final AtomicInteger closedWatches = new AtomicInteger();
    volatile Optional<Duration> patience = Optional.empty();
    volatile Optional<FailureException> refusal = Optional.empty();
    private final AtomicLong sequence = new AtomicLong();

    @Override
    public Task start(Caller caller, Optional<String> requestId, Operation operation) {
        refusal.ifPresent(failure -> {
            throw failure;
        });
        var uuid = requestId.orElseGet(Uuids::random);
        return tasks.computeIfAbsent(
                uuid,
                _ -> new Task(
                        uuid, caller.accountUuid(), operation, new TaskState.Running(), 1, List.of(), NOW, NOW, null));
    }

    @Override
    public Task apply(Caller caller, Optional<String> requestId, Operation operation, Supplier<Result> change) {
        var task = start(caller, requestId, operation);
        end(task.uuid(), new TaskState.Succeeded(NOW, change.get()));
        return tasks.get(task.uuid());
    }

    @Override
    public Task await(String uuid) throws InterruptedException {
        synchronized (this) {
            while (!tasks.get(uuid).state().terminal()) {
                wait();
            }
            return tasks.get(uuid);
        }
    }

    @Override
    public Task find(Caller caller, String uuid) {
        return Optional.ofNullable(tasks.get(uuid))
                .orElseThrow(() -> new FailureException(
                        Reason.TASK_NOT_FOUND, "task " + uuid + " is not there", Map.of("taskUuid", uuid)));
    }

    @Override
    public Page<Task> list(Caller caller, Query query) {
        return new Page<>(new ArrayList<>(tasks.values()), "", OptionalLong.empty());
    }

    @Override
    public Task pause(Caller caller, String uuid, String by) {
        return find(caller, uuid);
    }

    @Override
    public Task resume(Caller caller, String uuid) {
        return find(caller, uuid);
    }

    @Override
    public Task update(Caller caller, String uuid, Handling.Edit edit) {
        return find(caller, uuid);
    }

    @Override
    public Task cancel(Caller caller, String uuid) {
        var canceled = new Failure(Reason.TASK_CANCELED, "the task was cancelled", Map.of(), null);
        end(uuid, new TaskState.Canceled(NOW, canceled));
        return tasks.get(uuid);
    }

    @Override
    public synchronized TaskWatch watch(Caller caller, String uuid, OptionalLong resumeAfter) {
        var task = find(caller, uuid);
        var watch = new FakeWatch();
        watch.offer(event(uuid, new TaskEvent.Snapshot(task, false)));
        if (task.state().terminal()) {
            watch.offer(event(uuid, new TaskEvent.Terminal(task)));
        }
        watches.add(watch);
        return watch;
    }

    @Override
    public TasksWatch watchAll(Caller caller, List<Condition> conditions, String resumeToken) {
        throw new AssertionError("not expected");
    }

    /** Ends a task and tells all watchers. */
    synchronized void end(String uuid, TaskState state) {
        var was = tasks.get(uuid);
        var ended = new Task(
                uuid,
                was.accountUuid(),
                was.operation(),
                state,
                was.attempt(),
                was.steps(),
                was.createTime(),
                was.startTime(),
                NOW);
        tasks.put(uuid, ended);
        tell(uuid, new TaskEvent.Terminal(ended));
        notifyAll();
    }

    /** Tells all watchers of bytes. */
    synchronized void progress(String uuid, long done) {
        tell(uuid, new TaskEvent.Progress(step(done), 100, Optional.of(Duration.ofSeconds(1))));
    }

    synchronized void changeState(String uuid, long done) {
        tell(uuid, new TaskEvent.StateChange(new TaskState.Running(), 1, step(done)));
    }

    private static Step step(long done) {
        return new Step("copy", 1, done, OptionalLong.of(1 << 30), 0, NOW, null);
    }

    private void tell(String uuid, TaskEvent.What what) {
        var event = event(uuid, what);
        watches.forEach(watch -> watch.offer(event));
    }

    private TaskEvent event(String uuid, TaskEvent.What what) {
        return new TaskEvent(uuid, sequence.incrementAndGet(), NOW, 0, what);
    }

    /** One watcher's queue. */
    final class FakeWatch implements TaskWatch {
        private final ArrayDeque<TaskEvent> waiting = new ArrayDeque<>();
        private long last;
        private boolean closed;

        synchronized void offer(TaskEvent event) {
            if (event.what() instanceof TaskEvent.Progress) {
                waiting.removeIf(old -> old.what() instanceof TaskEvent.Progress);
            }
            waiting.add(event);
            last = event.sequence();
            notifyAll();
        }

        synchronized int size() {
            return waiting.size();
        }

        @Override
        public synchronized Optional<TaskEvent> next(Duration asked) throws InterruptedException {
            var end = System.nanoTime() + patience.orElse(asked).toNanos();
            while (waiting.isEmpty()) {
                var millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return Optional.empty();
                }
                wait(millis);
            }
            return Optional.of(waiting.poll());
        }

        @Override
        public synchronized long lastSequence() {
            return last;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                watches.remove(this);
                closedWatches.incrementAndGet();
            }
        }
    }
}
