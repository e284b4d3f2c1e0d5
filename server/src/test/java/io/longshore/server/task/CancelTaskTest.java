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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancelTaskTest {
    @TempDir
    Path folder;

    private EngineFixture engine;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @BeforeEach
    void open() {
        engine = new EngineFixture(folder);
        engine.work.script = (_, _) -> {
            begun.countDown();
            go.await();
            return Outcome.of(() -> new Chore.Done("done"));
        };
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void stopsTheWorkAndTakesItsClaimBack() throws InterruptedException {
        var hold = new Hold(Hold.Kind.IMAGE, Uuids.random());
        var task = engine.start(Chore.holding("a", hold));
        begun.await();

        var asked = engine.tasks.cancel(ALICE, task.uuid());
        var ended = engine.tasks.await(task.uuid());

        assertThat(asked.state()).isIn(new TaskState.Canceling(), ended.state());
        assertThat(ended.state())
                .isInstanceOfSatisfying(
                        TaskState.Canceled.class,
                        canceled -> assertThat(canceled.failure().reason()).isEqualTo(Reason.TASK_CANCELED));
        assertThat(engine.work.abandoned).containsExactly("a");
        assertThat(engine.catalog.tasks().holder(hold)).isEmpty();
    }

    @Test
    void succeedsAgainOnACanceledTask() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        begun.await();
        engine.tasks.cancel(ALICE, task.uuid());
        var ended = engine.tasks.await(task.uuid());

        assertThat(engine.tasks.cancel(ALICE, task.uuid())).isEqualTo(ended);
        assertThat(engine.tasks.start(ALICE, Optional.of(task.uuid()), Chore.named("a")))
                .isEqualTo(ended);
    }

    @Test
    void refusesToCancelWhatHasEnded() throws InterruptedException {
        go.countDown();
        var task = engine.start(Chore.named("a"));
        engine.tasks.await(task.uuid());

        assertReason(Reason.TASK_ENDED, task);
    }

    @Test
    void refusesToCancelWhatHasNoWayBack() {
        var task = engine.start(new Chore("a", Set.of(), false));

        assertReason(Reason.TASK_NOT_CANCELABLE, task);
    }

    private void assertReason(Reason reason, Task task) {
        assertThatThrownBy(() -> engine.tasks.cancel(ALICE, task.uuid()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void letsATaskSucceedThatIsPastItsLastPointOfReturn() throws InterruptedException {
        var canceled = new CountDownLatch(1);
        var interruptedAfterwards = new AtomicBoolean(true);
        engine.work.script = (_, _) -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException _) {
                canceled.countDown(); // too late
            }
            return new Outcome(
                    () -> new Chore.Done("late"),
                    () -> interruptedAfterwards.set(Thread.currentThread().isInterrupted()));
        };
        var task = engine.start(Chore.named("a"));
        begun.await();

        engine.tasks.cancel(ALICE, task.uuid());
        canceled.await();
        var ended = engine.tasks.await(task.uuid());

        assertThat(ended.state()).isInstanceOf(TaskState.Succeeded.class);
        engine.tasks.close();
        assertThat(interruptedAfterwards).isFalse();
    }

    @Test
    void endsATaskAtOnceThatWaitsForAPlace() throws InterruptedException {
        engine.close();
        var settings = new TaskSettings(
                1,
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofMillis(2),
                Duration.ofDays(7),
                Duration.ofSeconds(20));
        var script = engine.work.script;
        engine = new EngineFixture(folder, settings, Clock.systemUTC());
        engine.work.script = script;
        var first = engine.start(Chore.named("first"));
        begun.await();
        var second = engine.start(Chore.named("second"));
        engine.await(second.uuid(), TaskState.Waiting.class);

        var ended = engine.tasks.cancel(ALICE, second.uuid());

        assertThat(ended.state()).isInstanceOf(TaskState.Canceled.class);
        assertThat(ended.attempt()).isZero();
        go.countDown();
        assertThat(engine.tasks.await(first.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
        assertThat(engine.start(Chore.named("third"))).isNotNull();
    }

    @Test
    void endsASuspendedTaskAtOnce() throws InterruptedException {
        engine.work.script = (_, _) -> {
            throw new TaskSuspendedException("storage full", new IllegalStateException());
        };
        var task = engine.start(Chore.named("a"));
        engine.await(task.uuid(), TaskState.Suspended.class);

        assertThat(engine.tasks.cancel(ALICE, task.uuid()).state()).isInstanceOf(TaskState.Canceled.class);
        assertThat(engine.work.abandoned).containsExactly("a");
    }

    @Test
    void takesAnyFailureOfACanceledTaskForItsCancellation() throws InterruptedException {
        engine.work.script = (_, _) -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("closed by interrupt", e);
            }
            throw new AssertionError("not reached");
        };
        var task = engine.start(Chore.named("a"));
        begun.await();
        engine.tasks.cancel(ALICE, task.uuid());

        assertThat(engine.tasks.await(task.uuid()).state()).isInstanceOf(TaskState.Canceled.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void endsExactlyOnceHoweverTheCancellationComes(long seed) throws InterruptedException {
        var random = new Random(seed);
        engine.work.script = (chore, context) -> {
            try (var step = context.step("copy", OptionalLong.of(3))) {
                for (int i = 0; i < 3; i++) {
                    step.done(1);
                    context.keepCheckpoint(new byte[] {1});
                }
                step.end();
            }
            return Outcome.of(() -> new Chore.Done(chore.name()));
        };
        for (int round = 0; round < 12; round++) {
            var name = "chore " + round;
            var task = engine.start(Chore.named(name));
            var events = new java.util.ArrayList<TaskEvent>();
            try (var watch = engine.tasks.watch(ALICE, task.uuid(), OptionalLong.of(0))) {
                int before = random.nextInt(6);
                for (int i = 0; i < before; i++) {
                    watch.next(EngineFixture.PATIENCE).ifPresent(events::add);
                }
                cancelUnlessEnded(task.uuid());
                if (events.stream().noneMatch(TaskEvent::terminal)) {
                    events.addAll(EngineFixture.events(watch));
                }
            }
            var ended = engine.tasks.await(task.uuid()).state();
            assertThat(ended.terminal()).isTrue();
            assertThat(events.stream().filter(TaskEvent::terminal)).hasSize(1);
            assertThat(engine.work.abandoned.contains(name)).isEqualTo(ended instanceof TaskState.Canceled);
        }
    }

    private void cancelUnlessEnded(String uuid) {
        try {
            engine.tasks.cancel(ALICE, uuid);
        } catch (FailureException e) {
            assertThat(e.reason()).isEqualTo(Reason.TASK_ENDED);
        }
    }

    @Test
    void listsWhatWasCanceled() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        begun.await();
        engine.tasks.cancel(ALICE, task.uuid());
        engine.tasks.await(task.uuid());

        var canceled = new io.longshore.server.query.Condition(
                "state", io.longshore.server.query.Condition.Operator.EQ, List.of("TASK_STATE_CANCELED"));
        var page =
                engine.tasks.list(ALICE, new io.longshore.server.query.Query(List.of(canceled), "", 50, "", 0, true));

        assertThat(page.items()).extracting(Task::uuid).containsExactly(task.uuid());
        assertThat(page.totalSize()).hasValue(1);
    }
}
