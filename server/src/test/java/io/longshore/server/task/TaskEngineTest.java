package io.longshore.server.task;

import static io.longshore.server.task.EngineFixture.ALICE;
import static io.longshore.server.task.EngineFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.uuid.Uuids;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskEngineTest {
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

    @Test
    void runsATaskToItsResult() throws InterruptedException {
        var started = engine.start(Chore.named("wash"));
        var ended = engine.tasks.await(started.uuid());

        assertThat(started.state()).isEqualTo(new TaskState.Waiting(""));
        assertThat(ended.state())
                .isInstanceOfSatisfying(
                        TaskState.Succeeded.class,
                        state -> assertThat(state.result()).isEqualTo(new Chore.Done("wash")));
        assertThat(ended.attempt()).isEqualTo(1);
        assertThat(ended.startTime()).isBetween(ended.createTime(), ended.endTime());
        assertThat(engine.tasks.find(ALICE, started.uuid())).isEqualTo(ended);
    }

    @Test
    void keepsTheStepsOfATask() throws InterruptedException {
        engine.work.script = (_, context) -> {
            try (var step = context.step("copy", OptionalLong.of(10))) {
                step.done(4);
                step.skipped(5);
                step.end();
            }
            try (var step = context.step("verify", OptionalLong.empty())) {
                step.done(3);
            }
            return Outcome.of(() -> new Chore.Done(""));
        };

        var ended = engine.tasks.await(engine.start(Chore.named("a")).uuid());

        assertThat(ended.steps())
                .extracting(Step::name, Step::bytesDone, Step::bytesTotal, Step::bytesSkipped)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("copy", 10L, OptionalLong.of(10), 5L),
                        org.assertj.core.groups.Tuple.tuple("verify", 3L, OptionalLong.empty(), 0L));
        assertThat(ended.steps()).extracting(step -> step.endTime() != null).containsExactly(true, false);
    }

    @Test
    void failsATaskAndTakesItsClaimBack() throws InterruptedException {
        engine.work.script = (_, _) -> {
            throw new FailureException(Reason.DIGEST_MISMATCH, "wrong bytes", Map.of("block", "3"));
        };

        var ended = engine.tasks.await(engine.start(Chore.named("a")).uuid());

        assertThat(ended.state()).isInstanceOfSatisfying(TaskState.Failed.class, failed -> {
            assertThat(failed.failure().reason()).isEqualTo(Reason.DIGEST_MISMATCH);
            assertThat(failed.failure().metadata()).containsEntry("block", "3");
        });
        assertThat(engine.work.abandoned).containsExactly("a");
    }

    @Test
    void failsATaskWhoseWorkHasAFault() throws InterruptedException {
        engine.work.script = (_, _) -> {
            throw new IllegalStateException("secret");
        };

        var ended = engine.tasks.await(engine.start(Chore.named("a")).uuid());

        assertThat(ended.state()).isInstanceOfSatisfying(TaskState.Failed.class, failed -> {
            assertThat(failed.failure().reason()).isEqualTo(Reason.INTERNAL);
            assertThat(failed.failure().details()).doesNotContain("secret");
        });
    }

    @Test
    void failsATaskWhosePublishingIsRefused() throws InterruptedException {
        engine.work.script = (_, _) -> Outcome.of(() -> {
            throw new FailureException(Reason.IMAGE_NOT_READY, "no");
        });

        var ended = engine.tasks.await(engine.start(Chore.named("a")).uuid());

        assertThat(ended.state()).isInstanceOf(TaskState.Failed.class);
        assertThat(engine.work.abandoned).containsExactly("a");
    }

    @Test
    void givesTheSameTaskToTheSameRequest() throws InterruptedException {
        var request = Optional.of(Uuids.random());
        var first = engine.tasks.start(ALICE, request, Chore.named("a"));
        engine.tasks.await(first.uuid());
        var second = engine.tasks.start(ALICE, request, Chore.named("a"));

        assertThat(first.uuid()).isEqualTo(request.get());
        assertThat(second).isEqualTo(engine.tasks.find(ALICE, first.uuid()));
        assertThat(engine.work.accepted).containsExactly("a");
    }

    @Test
    void refusesAnotherRequestUnderTheSameId() {
        var request = Optional.of(Uuids.random());
        engine.tasks.start(ALICE, request, Chore.named("a"));

        assertRefused(Reason.REQUEST_ID_REUSED, () -> engine.tasks.start(ALICE, request, Chore.named("b")));
        assertRefused(Reason.REQUEST_ID_REUSED, () -> engine.tasks.start(BOB, request, Chore.named("a")));
    }

    @Test
    void keepsARefusalThatIsForGood() {
        var request = Optional.of(Uuids.random());
        engine.work.refusal = new FailureException(Reason.IMAGE_NOT_READY, "not ready", Map.of("state", "x"));
        assertRefused(Reason.IMAGE_NOT_READY, () -> engine.tasks.start(ALICE, request, Chore.named("a")));
        engine.work.refusal = null;

        assertRefused(Reason.IMAGE_NOT_READY, () -> engine.tasks.start(ALICE, request, Chore.named("a")));
        assertRefused(Reason.REQUEST_ID_REUSED, () -> engine.tasks.start(ALICE, request, Chore.named("b")));
        assertThat(engine.tasks.find(ALICE, request.get()).attempt()).isZero();
    }

    @Test
    void forgetsARefusalThatMayPass() {
        var request = Optional.of(Uuids.random());
        engine.work.refusal = new FailureException(Reason.STORAGE_DISCONNECTED, "away");
        assertRefused(Reason.STORAGE_DISCONNECTED, () -> engine.tasks.start(ALICE, request, Chore.named("a")));
        engine.work.refusal = null;

        assertThat(engine.tasks.start(ALICE, request, Chore.named("a")).uuid()).isEqualTo(request.get());
    }

    @Test
    void refusesAnOperationOnWhatAnotherTaskHolds() throws InterruptedException {
        var go = new CountDownLatch(1);
        engine.work.script = (_, _) -> {
            go.await();
            return Outcome.of(() -> new Chore.Done(""));
        };
        var hold = new Hold(Hold.Kind.IMAGE, Uuids.random());
        var holder = engine.start(Chore.holding("a", hold));

        assertThatThrownBy(() -> engine.start(Chore.holding("b", hold)))
                .isInstanceOfSatisfying(FailureException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.IMAGE_BUSY);
                    assertThat(refused.metadata()).containsEntry("taskUuid", holder.uuid());
                });
        go.countDown();
        engine.tasks.await(holder.uuid());

        assertThat(engine.start(Chore.holding("b", hold))).isNotNull();
    }

    @Test
    void appliesAChangeOnce() {
        var request = Optional.of(Uuids.random());
        var first = engine.tasks.apply(ALICE, request, Chore.named("a"), () -> new Chore.Done("first"));
        var second = engine.tasks.apply(ALICE, request, Chore.named("a"), () -> new Chore.Done("second"));

        assertThat(first.state())
                .isInstanceOfSatisfying(
                        TaskState.Succeeded.class,
                        done -> assertThat(done.result()).isEqualTo(new Chore.Done("first")));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void hidesTasksFromOtherAccounts() {
        var task = engine.start(Chore.named("a"));

        assertRefused(Reason.TASK_NOT_FOUND, () -> engine.tasks.find(BOB, task.uuid()));
        assertRefused(Reason.TASK_NOT_FOUND, () -> engine.tasks.cancel(BOB, task.uuid()));
        assertRefused(Reason.TASK_NOT_FOUND, () -> engine.tasks.watch(BOB, task.uuid(), OptionalLong.empty()));
        assertThat(engine.tasks.find(Caller.SERVER, task.uuid()).uuid()).isEqualTo(task.uuid());
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
