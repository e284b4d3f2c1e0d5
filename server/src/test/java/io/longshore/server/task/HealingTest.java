package io.longshore.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealingTest {
    @TempDir
    Path folder;

    private EngineFixture engine;
    private final AtomicInteger attempts = new AtomicInteger();

    @BeforeEach
    void open() {
        var settings = new TaskSettings(
                4,
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(2),
                Duration.ofDays(7),
                Duration.ofSeconds(20));
        engine = new EngineFixture(folder, settings, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void failsATaskThatIsTriedAgainInVain() throws InterruptedException {
        engine.work.script = (_, _) -> {
            attempts.incrementAndGet();
            throw new FailureException(Reason.STORAGE_ERROR, "the storage failed");
        };
        var task = engine.start(Chore.named("a"));

        var ended = engine.tasks.await(task.uuid());

        assertThat(ended.state())
                .isInstanceOfSatisfying(
                        TaskState.Failed.class,
                        failed -> assertThat(failed.failure().reason()).isEqualTo(Reason.STORAGE_ERROR));
        assertThat(attempts).hasValue(9);
        assertThat(engine.work.abandoned).containsExactly("a");
    }

    @Test
    void tellsWatchersWhichAttemptItWasAndWhenTheNextFollows() throws InterruptedException {
        engine.close();
        engine = new EngineFixture(
                folder, EngineFixture.SETTINGS, Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));
        engine.work.script = (_, _) -> {
            throw new FailureException(Reason.STORAGE_ERROR, "the storage failed");
        };
        var task = engine.start(Chore.named("a"));

        assertThat(engine.await(task.uuid(), TaskState.Suspended.class).state())
                .isEqualTo(new TaskState.Suspended(
                        "the storage failed; attempt 1 of 9 that came no further, the next at 2026-11-21T10:10:00Z"));
    }

    @Test
    void triesOnAsLongAsEachAttemptComesFurther() throws InterruptedException {
        engine.work.script = (chore, context) -> {
            int kept = context.checkpoint().map(bytes -> bytes.length).orElse(0);
            if (kept == 30) {
                return Outcome.of(() -> new Chore.Done(chore.name()));
            }
            context.keepCheckpoint(new byte[kept + 1]);
            throw new FailureException(Reason.STORAGE_ERROR, "the storage failed");
        };
        var task = engine.start(Chore.named("a"));

        assertThat(engine.tasks.await(task.uuid()).state()).isInstanceOf(TaskState.Succeeded.class);
    }

    @ParameterizedTest(name = "{0} ends a task at once, or after a bounded number of attempts")
    @EnumSource(Reason.class)
    void boundsEveryReason(Reason reason) {
        assertThat(Healing.attempts(new FailureException(reason, "so"))).isBetween(0, 10_000);
    }

    @Test
    void hasNoHopeForWhatWasNotForeseen() {
        assertThat(Healing.attempts(new IllegalStateException())).isZero();
        assertThat(Healing.attempts(new InterruptedException())).isZero();
    }
}
