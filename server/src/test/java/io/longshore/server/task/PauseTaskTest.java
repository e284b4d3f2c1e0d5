package io.longshore.server.task;

import static io.longshore.server.task.EngineFixture.ALICE;
import static io.longshore.server.task.EngineFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Handling.Priority;
import io.longshore.server.uuid.Uuids;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseTaskTest {
    @TempDir
    Path folder;

    private EngineFixture engine;
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch go = new CountDownLatch(1);

    @BeforeEach
    void open() {
        engine = new EngineFixture(folder);
        engine.work.script = this::untilTold;
    }

    private Outcome untilTold(Chore chore, TaskContext context) throws InterruptedException {
        begun.release();
        if (context.checkpoint().isEmpty()) {
            context.keepCheckpoint(new byte[] {42});
        }
        go.await();
        return Outcome.of(() -> new Chore.Done(chore.name()));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void stopsTheWorkAndGoesOnWithWhatItHadKept() throws InterruptedException {
        var hold = new Hold(Hold.Kind.IMAGE, Uuids.random());
        var task = engine.start(Chore.holding("a", hold));
        begun.acquire();

        engine.tasks.pause(ALICE, task.uuid(), "alice");
        var paused = engine.await(task.uuid(), TaskState.Suspended.class);

        assertThat(paused.state()).isEqualTo(new TaskState.Suspended("paused by alice"));
        assertThat(engine.catalog.tasks().holder(hold)).contains(task.uuid());
        assertThat(engine.catalog.tasks().checkpoint(task.uuid())).contains(new byte[] {42});

        go.countDown();
        engine.tasks.resume(ALICE, task.uuid());

        var ended = engine.tasks.await(task.uuid());
        assertThat(ended.state()).isInstanceOf(TaskState.Succeeded.class);
        assertThat(ended.attempt()).isEqualTo(2);
        assertThat(ended.handling().paused()).isFalse();
    }

    @Test
    void staysPausedOverARestartAndGoesOnWhenResumed() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        begun.acquire();
        engine.tasks.pause(ALICE, task.uuid(), "alice");
        engine.await(task.uuid(), TaskState.Suspended.class);

        restart();
        var after = engine.await(task.uuid(), TaskState.Suspended.class);

        assertThat(after.state()).isEqualTo(new TaskState.Suspended("paused by alice"));
        assertThat(after.attempt()).isEqualTo(1);
        go.countDown();
        engine.tasks.resume(ALICE, task.uuid());
        assertThat(engine.tasks.await(task.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
    }

    @Test
    void pausesATaskThatWaitsForAPlaceAndLeavesThePlaceToOthers() throws InterruptedException {
        onePlace();
        var first = engine.start(Chore.named("first"));
        begun.acquire();
        var second = engine.start(Chore.named("second"));
        engine.tasks.pause(ALICE, second.uuid(), "alice");
        engine.await(second.uuid(), TaskState.Suspended.class);
        go.countDown();

        assertThat(engine.tasks.await(first.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
        var third = engine.start(Chore.named("third"));
        assertThat(engine.tasks.await(third.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
        assertThat(engine.tasks.find(ALICE, second.uuid()).attempt()).isZero();
        engine.tasks.resume(ALICE, second.uuid());
        assertThat(engine.tasks.await(second.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
    }

    @Test
    void goesOnThatWasResumedBeforeItsWorkHadNoticed() throws InterruptedException {
        var noticed = new Semaphore(0);
        var mayEnd = new CountDownLatch(1);
        engine.work.script = (chore, context) -> {
            if (context.attempt() == 1) {
                begun.release();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    noticed.release();
                    mayEnd.await();
                    throw e;
                }
            }
            return Outcome.of(() -> new Chore.Done(chore.name()));
        };
        var task = engine.start(Chore.named("a"));
        begun.acquire();
        engine.tasks.pause(ALICE, task.uuid(), "alice");
        noticed.acquire();
        engine.tasks.resume(ALICE, task.uuid());
        mayEnd.countDown();

        assertThat(engine.tasks.await(task.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
    }

    @Test
    void cancelsAPausedTask() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        begun.acquire();
        engine.tasks.pause(ALICE, task.uuid(), "alice");
        engine.await(task.uuid(), TaskState.Suspended.class);

        engine.tasks.cancel(ALICE, task.uuid());

        assertThat(engine.tasks.await(task.uuid()).state()).isInstanceOf(TaskState.Canceled.class);
        assertThat(engine.work.abandoned).containsExactly("a");
    }

    @Test
    void givesAFreePlaceToTheHighestPriority() throws InterruptedException {
        onePlace();
        var order = new CopyOnWriteArrayList<String>();
        engine.work.script = (chore, context) -> {
            order.add(chore.name());
            return untilTold(chore, context);
        };
        engine.start(Chore.named("running"));
        begun.acquire();
        var tasks = List.of(
                engine.start(Chore.named("low")),
                engine.start(Chore.named("normal")),
                engine.start(Chore.named("high")));
        prefer(tasks.get(0), Priority.LOW);
        prefer(tasks.get(2), Priority.HIGH);
        for (var task : tasks) {
            engine.await(task.uuid(), TaskState.Waiting.class);
        }
        go.countDown();
        for (var task : tasks) {
            engine.tasks.await(task.uuid());
        }

        assertThat(order).containsExactly("running", "high", "normal", "low");
    }

    private void prefer(Task task, Priority priority) {
        engine.tasks.update(ALICE, task.uuid(), new Handling.Edit(priority, null, null));
    }

    @Test
    void keepsSettingsOverARestart() throws InterruptedException {
        var task = engine.start(Chore.named("a"));
        begun.acquire();
        engine.tasks.update(ALICE, task.uuid(), new Handling.Edit(null, 4L << 20, 2));
        engine.tasks.update(ALICE, task.uuid(), new Handling.Edit(Priority.LOW, null, null));

        restart();

        assertThat(engine.tasks.find(ALICE, task.uuid()).handling())
                .isEqualTo(new Handling(Priority.LOW, 4L << 20, 2, null, 0));
        go.countDown();
        engine.tasks.await(task.uuid());
    }

    @Test
    void refusesWhatHasEndedAndWhatIsAnothers() throws InterruptedException {
        go.countDown();
        var task = engine.start(Chore.named("a"));
        engine.tasks.await(task.uuid());

        assertThatThrownBy(() -> engine.tasks.pause(ALICE, task.uuid(), "alice"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TASK_ENDED));
        assertThatThrownBy(() -> engine.tasks.resume(BOB, task.uuid()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TASK_NOT_FOUND));
    }

    private void restart() {
        var script = engine.work.script;
        engine.close();
        engine = new EngineFixture(folder);
        engine.work.script = script;
        engine.tasks.resume();
    }

    private void onePlace() {
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
    }
}
