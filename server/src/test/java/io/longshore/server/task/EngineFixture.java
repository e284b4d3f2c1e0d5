package io.longshore.server.task;

import io.longshore.server.catalog.OpenedCatalog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An engine on a catalog in a folder; a second one on the same folder is a server after a crash. */
final class EngineFixture implements AutoCloseable {
    static final Caller ALICE = new Caller("a11ce000000000000000000000000000");
    static final Caller BOB = new Caller("b0b00000000000000000000000000000");
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final TaskSettings SETTINGS = new TaskSettings(
            4,
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofMillis(2),
            Duration.ofDays(7),
            Duration.ofSeconds(20));

    final ScriptedWork work = new ScriptedWork();
    final OpenedCatalog catalog;
    final TaskEngine tasks;

    EngineFixture(Path folder) {
        this(folder, SETTINGS, Clock.systemUTC());
    }

    EngineFixture(Path folder, TaskSettings settings, Clock clock) {
        catalog = OpenedCatalog.in(folder, List.of(Chore.class, Chore.Done.class));
        tasks = new TaskEngine(catalog.transactions(), catalog.tasks(), settings, clock);
        tasks.register(Chore.class, work);
    }

    Task start(Chore chore) {
        return tasks.start(ALICE, Optional.empty(), chore);
    }

    /** Waits until a task is in a state. */
    Task await(String uuid, Class<? extends TaskState> state) throws InterruptedException {
        try (var watch = tasks.watch(ALICE, uuid, OptionalLong.empty())) {
            while (true) {
                var event = watch.next(PATIENCE).orElseThrow(() -> new AssertionError("still no " + state));
                if (state.isInstance(stateOf(event))) {
                    return tasks.find(ALICE, uuid);
                }
            }
        }
    }

    /** All events of a task until its end. */
    static List<TaskEvent> events(TaskWatch watch) throws InterruptedException {
        var events = new ArrayList<TaskEvent>();
        while (true) {
            var event = watch.next(PATIENCE).orElseThrow(() -> new AssertionError("no end after " + events));
            events.add(event);
            if (event.terminal()) {
                return events;
            }
        }
    }

    static TaskState stateOf(TaskEvent event) {
        return switch (event.what()) {
            case TaskEvent.Snapshot snapshot -> snapshot.task().state();
            case TaskEvent.StateChange change -> change.state();
            case TaskEvent.Terminal terminal -> terminal.task().state();
            case TaskEvent.Progress _ -> new TaskState.Running();
        };
    }

    @Override
    public void close() {
        tasks.close();
        catalog.close();
    }
}
