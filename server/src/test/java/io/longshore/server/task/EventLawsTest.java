package io.longshore.server.task;

import static io.longshore.server.task.EngineFixture.ALICE;
import static io.longshore.server.task.EngineFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.TaskEvent.Progress;
import io.longshore.server.task.TaskEvent.Snapshot;
import io.longshore.server.task.TaskEvent.StateChange;
import io.longshore.server.task.TaskEvent.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the events that a watcher gets, however it comes and goes. */
class EventLawsTest {
    @TempDir
    Path folder;

    private EngineFixture engine;

    @BeforeEach
    void open() {
        engine = new EngineFixture(folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Work that moves bytes, waits, and now and then stops to be tried again or fails, as the seed says. */
    private static ScriptedWork.Script work(long seed) {
        return (chore, context) -> {
            var random = new Random(seed * 31 + chore.name().hashCode() * 7L + context.attempt());
            int steps = 1 + random.nextInt(3);
            for (int i = 0; i < steps; i++) {
                step(context, "step " + i, random);
                if (random.nextInt(4) == 0) {
                    context.waitingFor("something " + i);
                    pause(random);
                    context.waitingFor("");
                }
                if (context.attempt() < 3 && random.nextInt(6) == 0) {
                    throw new TaskSuspendedException("no room", new IllegalStateException());
                }
                if (random.nextInt(10) == 0) {
                    throw new FailureException(Reason.STORAGE_ERROR, "broken");
                }
            }
            return Outcome.of(() -> new Chore.Done(chore.name()));
        };
    }

    private static void step(TaskContext context, String name, Random random) {
        int moves = random.nextInt(40);
        long total = moves * 10L;
        boolean known = random.nextBoolean();
        try (var step = context.step(name, known ? OptionalLong.of(total) : OptionalLong.empty())) {
            for (int move = 0; move < moves; move++) {
                if (random.nextInt(3) == 0) {
                    step.skipped(10);
                } else {
                    step.done(10);
                }
                if (move == moves / 2 && !known) {
                    step.total(total);
                }
                pause(random);
            }
            step.end();
        }
    }

    private static void pause(Random random) {
        LockSupport.parkNanos(random.nextInt(1_000_000));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdForEveryWatcher(long seed) throws Exception {
        engine.work.script = work(seed);
        var random = new Random(seed);
        for (int chore = 0; chore < 3; chore++) {
            var task = engine.start(Chore.named("chore " + chore));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                    var waker = Executors.newVirtualThreadPerTaskExecutor()) {
                var watchers = new ArrayList<Future<List<TaskEvent>>>();
                for (int i = 0; i < 12; i++) {
                    long own = random.nextLong();
                    watchers.add(threads.submit(() -> new RestlessWatcher(task.uuid(), new Random(own)).watch()));
                }
                var ended = waker.submit(() -> engine.tasks.await(task.uuid()));
                while (!ended.isDone()) {
                    engine.tasks.wake();
                    LockSupport.parkNanos(1_000_000);
                }
                var whole = history(task.uuid());
                for (var watcher : watchers) {
                    assertThat(changes(get(watcher))).isSubsetOf(changes(whole));
                }
            }
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError broken) {
                throw broken;
            }
            throw e;
        }
    }

    private List<TaskEvent> history(String uuid) throws InterruptedException {
        try (var watch = engine.tasks.watch(ALICE, uuid, OptionalLong.of(0))) {
            return EngineFixture.events(watch);
        }
    }

    private static List<TaskEvent> changes(List<TaskEvent> events) {
        return events.stream()
                .filter(event -> event.what() instanceof StateChange)
                .map(event -> new TaskEvent(event.taskUuid(), event.sequence(), event.time(), 0, event.what()))
                .toList();
    }

    /** Watches a task to its end, slowly at times, and over several watches, each of which takes the one before up. */
    private final class RestlessWatcher {
        private final String uuid;
        private final Random random;
        private final List<TaskEvent> seen = new ArrayList<>();

        RestlessWatcher(String uuid, Random random) {
            this.uuid = uuid;
            this.random = random;
        }

        List<TaskEvent> watch() throws InterruptedException {
            var after = random.nextBoolean() ? OptionalLong.of(0) : OptionalLong.empty();
            while (!watchFor(after, 1 + random.nextInt(6))) {
                after = OptionalLong.of(seen.getLast().sequence());
            }
            if (seen.getFirst().what() instanceof StateChange) {
                assertThat(changes(seen)).as("all changes of state").isEqualTo(changes(history(uuid)));
            }
            assertBytesNeverFall();
            return seen;
        }

        /** Takes so many events, or up to the end. */
        private boolean watchFor(OptionalLong after, int events) throws InterruptedException {
            long last = after.orElse(-1);
            try (var watch = engine.tasks.watch(ALICE, uuid, after)) {
                for (int i = 0; i < events; i++) {
                    if (random.nextInt(4) == 0) {
                        LockSupport.parkNanos(random.nextInt(8_000_000));
                    }
                    var event = watch.next(PATIENCE).orElseThrow(() -> new AssertionError("nothing after " + seen));
                    assertThat(event.sequence()).isGreaterThan(last);
                    assertThat(watch.lastSequence()).isGreaterThanOrEqualTo(event.sequence());
                    assertThat(event.what() instanceof Snapshot)
                            .as("a snapshot is the first event, when nothing was seen before")
                            .isEqualTo(after.isEmpty() && i == 0);
                    last = event.sequence();
                    seen.add(event);
                    if (event.terminal()) {
                        assertThat(watch.next(Duration.ZERO)).isEmpty();
                        return true;
                    }
                }
                return false;
            }
        }

        private void assertBytesNeverFall() {
            var last = new java.util.HashMap<String, Step>();
            for (var event : seen) {
                for (var step : steps(event)) {
                    var before = last.put(step.name() + "/" + step.attempt(), step);
                    assertThat(step.bytesSkipped()).isLessThanOrEqualTo(step.bytesDone());
                    if (before != null) {
                        assertThat(step.bytesDone()).isGreaterThanOrEqualTo(before.bytesDone());
                        assertThat(step.bytesSkipped()).isGreaterThanOrEqualTo(before.bytesSkipped());
                    }
                    if (step.endTime() != null) {
                        assertThat(step.bytesTotal()).hasValue(step.bytesDone());
                    }
                }
            }
        }

        private static List<Step> steps(TaskEvent event) {
            return switch (event.what()) {
                case Snapshot snapshot -> snapshot.task().steps();
                case StateChange change -> change.step() == null ? List.of() : List.of(change.step());
                case Progress progress -> List.of(progress.step());
                case Terminal terminal -> terminal.task().steps();
            };
        }
    }

    @Test
    void beginWithASnapshotOfWhatHasEnded() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        var ended = engine.tasks.await(task.uuid());

        try (var watch = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.empty())) {
            var events = EngineFixture.events(watch);
            assertThat(events)
                    .extracting(TaskEvent::what)
                    .containsExactly(new Snapshot(ended, false), new Terminal(ended));
            assertThat(events.getFirst().sequence()).isLessThan(events.getLast().sequence());
        }
    }

    @Test
    void beginAnewAfterANumberThatNeverWas() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        var ended = engine.tasks.await(task.uuid());

        try (var watch = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(1L << 40))) {
            assertThat(EngineFixture.events(watch))
                    .extracting(TaskEvent::what)
                    .containsExactly(new Snapshot(ended, true), new Terminal(ended));
        }
    }

    @Test
    void endWithTheEndForOneWhoHasSeenIt() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        engine.tasks.await(task.uuid());
        var end = history(task.uuid()).getLast();

        try (var watch = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(end.sequence()))) {
            assertThat(EngineFixture.events(watch)).containsExactly(end);
        }
    }

    @Test
    void beginAnewWhereTooMuchHappenedSince() throws InterruptedException {
        var rounds = TaskFeed.KEPT_EVENTS;
        engine.work.script = (_, context) -> {
            for (int i = 0; i < rounds; i++) {
                context.waitingFor(Integer.toString(i));
            }
            return Outcome.of(() -> new Chore.Done(""));
        };
        var task = engine.start(Chore.named("a"));
        try (var slow = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(0))) {
            var first = slow.next(PATIENCE).orElseThrow();
            engine.tasks.await(task.uuid());

            assertThat(first.what()).isInstanceOf(StateChange.class);
            assertThat(slow.next(PATIENCE).orElseThrow().what())
                    .isInstanceOfSatisfying(
                            Snapshot.class,
                            snapshot -> assertThat(snapshot.reset()).isTrue());
            assertThat(EngineFixture.events(slow)).hasSize(1);
        }
        try (var late = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(1))) {
            assertThat(EngineFixture.events(late)).hasSize(2);
        }
        assertThat(engine.catalog.tasks().events(task.uuid())).hasSizeLessThanOrEqualTo(TaskFeed.KEPT_EVENTS);
    }

    @Test
    void countWhatWasFolded() throws InterruptedException {
        var ticks = new java.util.concurrent.Semaphore(0);
        engine.work.script = (_, context) -> {
            try (var step = context.step("copy", OptionalLong.of(5))) {
                for (int i = 0; i < 5; i++) {
                    ticks.acquire();
                    step.done(1);
                }
                step.end();
            }
            return Outcome.of(() -> new Chore.Done(""));
        };
        var task = engine.start(Chore.named("a"));
        try (var fast = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(0));
                var slow = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(0))) {
            slow.next(PATIENCE);
            long progressSeen = 0;
            while (progressSeen < 4) {
                ticks.release();
                while (!(fast.next(PATIENCE).orElseThrow().what() instanceof Progress)) {
                    // on to the next progress
                }
                progressSeen++;
            }
            ticks.release();
            engine.tasks.await(task.uuid());

            var rest = EngineFixture.events(slow);
            assertThat(rest).noneMatch(event -> event.what() instanceof Progress);
            assertThat(rest.stream().mapToLong(TaskEvent::coalesced).sum()).isBetween(4L, 5L);
        }
    }

    @Test
    void comeToAThousandWatchersOfWhomOneNeverReads() throws Exception {
        engine.work.script = work(1);
        var task = engine.start(Chore.named("chore 0"));
        try (var deaf = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.empty());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watchers = new ArrayList<Future<List<TaskEvent>>>();
            for (int i = 0; i < 1000; i++) {
                watchers.add(threads.submit(() -> {
                    try (var watch = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(0))) {
                        return EngineFixture.events(watch);
                    }
                }));
            }
            while (!engine.tasks.find(ALICE, task.uuid()).state().terminal()) {
                engine.tasks.wake();
                LockSupport.parkNanos(5_000_000);
            }
            var whole = changes(history(task.uuid()));
            for (var watcher : watchers) {
                assertThat(changes(get(watcher))).isEqualTo(whole);
            }
            assertThat(deaf.next(PATIENCE).orElseThrow().what()).isInstanceOf(Snapshot.class);
        }
    }
}
