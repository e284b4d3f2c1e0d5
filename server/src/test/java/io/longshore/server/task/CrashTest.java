package io.longshore.server.task;

import static io.longshore.server.task.EngineFixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.uuid.Uuids;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task lives through. A server that crashed is an engine that a second one on the same catalog knows nothing of. */
class CrashTest {
    @TempDir
    Path folder;

    private final List<EngineFixture> engines = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    private EngineFixture open() {
        var engine = new EngineFixture(folder);
        engines.add(engine);
        return engine;
    }

    @AfterEach
    void close() {
        engines.reversed().forEach(EngineFixture::close);
    }

    @Test
    void goesOnWithTheNextAttemptFromItsCheckpoint() throws InterruptedException {
        var crashed = open();
        var kept = new CountDownLatch(1);
        crashed.work.script = (_, context) -> {
            context.keepCheckpoint(new byte[] {7});
            kept.countDown();
            never.await();
            throw new AssertionError("not reached");
        };
        var hold = new Hold(Hold.Kind.IMAGE, Uuids.random());
        var task = crashed.start(Chore.holding("a", hold));
        kept.await();

        var engine = open();
        engine.work.script = (_, context) -> {
            var found = context.checkpoint().orElseThrow();
            return Outcome.of(() -> new Chore.Done("from " + found[0] + " in attempt " + context.attempt()));
        };
        assertThatThrownBy(() -> engine.start(Chore.holding("b", hold))).isInstanceOf(FailureException.class);
        engine.tasks.resume();

        assertThat(engine.tasks.await(task.uuid()).state())
                .isInstanceOfSatisfying(
                        TaskState.Succeeded.class,
                        done -> assertThat(done.result()).isEqualTo(new Chore.Done("from 7 in attempt 2")));
        assertThat(engine.work.accepted).isEmpty();
        assertThat(engine.catalog.tasks().checkpoint(task.uuid())).isEmpty();
    }

    @Test
    void shutsOutAnAttemptThatWasOvertaken() throws InterruptedException {
        var stalled = open();
        BlockingQueue<TaskContext> contexts = new ArrayBlockingQueue<>(1);
        var goOn = new CountDownLatch(1);
        var published = new AtomicReference<String>();
        stalled.work.script = (_, context) -> {
            contexts.add(context);
            goOn.await();
            return Outcome.of(() -> {
                published.set("by the one that was overtaken");
                return new Chore.Done("stale");
            });
        };
        var task = stalled.start(Chore.named("a"));
        var stale = contexts.take();

        var engine = open();
        engine.work.script = (_, _) -> {
            never.await();
            throw new AssertionError("not reached");
        };
        engine.tasks.resume();
        engine.await(task.uuid(), TaskState.Running.class);
        org.awaitility.Awaitility.await()
                .until(() -> engine.tasks.find(ALICE, task.uuid()).attempt() == 2);

        assertThatThrownBy(() -> stale.transaction(() -> 1)).isInstanceOf(TaskFencedException.class);
        assertThatThrownBy(() -> stale.keepCheckpoint(new byte[1])).isInstanceOf(TaskFencedException.class);
        assertThatThrownBy(() -> stale.step("copy", OptionalLong.empty())).isInstanceOf(TaskFencedException.class);
        assertThatThrownBy(() -> stale.waitingFor("nothing")).isInstanceOf(TaskFencedException.class);
        goOn.countDown();
        assertThatThrownBy(() -> stalled.tasks.await(task.uuid()))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));

        assertThat(published).hasNullValue();
        assertThat(engine.tasks.find(ALICE, task.uuid()).state()).isEqualTo(new TaskState.Running());
    }

    @Test
    void cancelsAfterACrashWhatWasBeingCanceled() throws InterruptedException {
        var crashed = open();
        var begun = new CountDownLatch(1);
        crashed.work.script = (_, _) -> {
            begun.countDown();
            while (true) {
                try {
                    never.await();
                } catch (InterruptedException _) {
                    // deaf
                }
                if (never.getCount() == 0) {
                    throw new InterruptedException();
                }
            }
        };
        var task = crashed.start(Chore.named("a"));
        begun.await();
        assertThat(crashed.tasks.cancel(ALICE, task.uuid()).state()).isEqualTo(new TaskState.Canceling());

        var engine = open();
        engine.tasks.resume();
        var ended = engine.tasks.await(task.uuid());
        never.countDown();

        assertThat(ended.state()).isInstanceOf(TaskState.Canceled.class);
        assertThat(engine.work.abandoned).containsExactly("a");
    }

    @Test
    void leavesTasksAsTheyAreWhenItStops() throws InterruptedException {
        var stopped = open();
        var begun = new CountDownLatch(2);
        stopped.work.script = (chore, _) -> {
            begun.countDown();
            if (chore.name().equals("suspended")) {
                throw new TaskSuspendedException("no room", new IllegalStateException());
            }
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new FailureException(Reason.STORAGE_ERROR, "interrupted", java.util.Map.of(), e);
            }
            throw new AssertionError("not reached");
        };
        var running = stopped.start(Chore.named("running"));
        var suspended = stopped.start(Chore.named("suspended"));
        begun.await();
        stopped.await(suspended.uuid(), TaskState.Suspended.class);
        var watch = stopped.tasks.watch(ALICE, running.uuid(), OptionalLong.empty());
        watch.next(EngineFixture.PATIENCE);
        stopped.tasks.close();

        assertThatThrownBy(() -> EngineFixture.events(watch))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
        assertThatThrownBy(() -> stopped.start(Chore.named("late"))).isInstanceOf(FailureException.class);
        var engine = open();
        assertThat(engine.tasks.find(ALICE, running.uuid()).state()).isEqualTo(new TaskState.Running());
        assertThat(engine.tasks.find(ALICE, suspended.uuid()).state()).isEqualTo(new TaskState.Suspended("no room"));
        engine.tasks.resume();
        assertThat(engine.tasks.await(running.uuid()).attempt()).isEqualTo(2);
        assertThat(engine.tasks.await(suspended.uuid()).attempt()).isEqualTo(2);
        assertThat(stopped.work.abandoned).isEmpty();
    }

    @Test
    void triesASuspendedTaskAgain() throws InterruptedException {
        var engine = open();
        engine.work.script = (_, context) -> {
            if (context.attempt() == 1) {
                throw new TaskSuspendedException("no room", new IllegalStateException());
            }
            return Outcome.of(() -> new Chore.Done(""));
        };
        var task = engine.start(Chore.named("a"));
        assertThat(engine.await(task.uuid(), TaskState.Suspended.class).state())
                .isEqualTo(new TaskState.Suspended("no room"));
        assertThat(engine.catalog.tasks().find(task.uuid()).orElseThrow().task().state())
                .isEqualTo(new TaskState.Suspended("no room"));

        org.awaitility.Awaitility.await().untilAsserted(() -> {
            engine.tasks.wake();
            assertThat(engine.tasks.find(ALICE, task.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
        });
    }

    @Test
    void triesASuspendedTaskAgainWhenAnotherHasMadeRoom() throws InterruptedException {
        var engine = open();
        engine.work.script = (chore, context) -> {
            if (chore.name().equals("a") && context.attempt() == 1) {
                throw new TaskSuspendedException("no room", new IllegalStateException());
            }
            return Outcome.of(() -> new Chore.Done(""));
        };
        var task = engine.start(Chore.named("a"));
        engine.await(task.uuid(), TaskState.Suspended.class);

        engine.tasks.await(engine.start(Chore.makingRoom()).uuid());
        assertThat(engine.tasks.await(task.uuid()).attempt()).isEqualTo(2);
    }

    @Test
    void triesASuspendedTaskAgainByItself() throws InterruptedException {
        var settings = new TaskSettings(
                1,
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(2),
                Duration.ofDays(7),
                Duration.ofSeconds(20));
        var engine = new EngineFixture(folder, settings, Clock.systemUTC());
        engines.add(engine);
        engine.work.script = (_, context) -> {
            if (context.attempt() < 4) {
                throw new TaskSuspendedException("no room", new IllegalStateException());
            }
            return Outcome.of(() -> new Chore.Done(""));
        };

        assertThat(engine.tasks.await(engine.start(Chore.named("a")).uuid()).attempt())
                .isEqualTo(4);
    }

    @Test
    void saysWhatATaskWaitsFor() throws InterruptedException {
        var engine = open();
        engine.work.script = (_, context) -> {
            context.waitingFor("space reclaiming");
            context.waitingFor("space reclaiming");
            context.waitingFor("");
            return Outcome.of(() -> new Chore.Done(""));
        };
        var task = engine.start(Chore.named("a"));
        engine.tasks.await(task.uuid());

        try (var watch = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(0))) {
            assertThat(EngineFixture.events(watch))
                    .extracting(EngineFixture::stateOf)
                    .startsWith(
                            new TaskState.Waiting(""),
                            new TaskState.Running(),
                            new TaskState.Waiting("space reclaiming"),
                            new TaskState.Running())
                    .hasSize(5);
        }
    }

    @Test
    void numbersEventsOnAfterACrash() throws InterruptedException {
        var crashed = open();
        var moved = new CountDownLatch(1);
        crashed.work.script = (_, context) -> {
            var step = context.step("copy", OptionalLong.of(100));
            step.done(60);
            moved.countDown();
            never.await();
            throw new AssertionError("not reached");
        };
        var task = crashed.start(Chore.named("a"));
        moved.await();
        var before = new ArrayList<TaskEvent>();
        try (var watch = crashed.tasks.watch(ALICE, task.uuid(), OptionalLong.of(0))) {
            while (before.stream().noneMatch(event -> event.what() instanceof TaskEvent.Progress)) {
                before.add(watch.next(EngineFixture.PATIENCE).orElseThrow());
            }
        }

        var engine = open();
        engine.work.script = (_, context) -> {
            try (var step = context.step("copy", OptionalLong.of(100))) {
                step.done(100);
                step.end();
            }
            return Outcome.of(() -> new Chore.Done(""));
        };
        engine.tasks.resume();
        try (var watch = engine.tasks.watch(
                ALICE, task.uuid(), OptionalLong.of(before.getLast().sequence()))) {
            var after = EngineFixture.events(watch);

            assertThat(after.getFirst().what()).isInstanceOf(TaskEvent.StateChange.class);
            assertThat(after.getFirst().sequence())
                    .isGreaterThan(before.getLast().sequence());
            assertThat(after).extracting(TaskEvent::sequence).isSorted().doesNotHaveDuplicates();
            assertThat(after.getLast().terminal()).isTrue();
        }
        assertThat(engine.tasks.find(ALICE, task.uuid()).steps())
                .extracting(Step::attempt, Step::bytesDone)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 100L));
    }

    @Test
    void forgetsTasksThatEndedLongAgo() throws InterruptedException {
        var engine = open();
        var done = engine.start(Chore.holding("a", new Hold(Hold.Kind.GROUP, Uuids.random())));
        var end = engine.tasks.await(done.uuid()).endTime();
        var records = engine.catalog.tasks();

        assertThat(records.purge(end, 10)).isZero();
        assertThat(records.purge(end.plusMillis(1), 10)).isEqualTo(1);
        assertThat(records.find(done.uuid())).isEqualTo(Optional.empty());
        assertThat(records.events(done.uuid())).isEmpty();
    }
}
