package io.longshore.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private static final long GIB = 1L << 30;
    private static final StepProgress HALF = new StepProgress(
            "copy",
            GIB + GIB / 4,
            OptionalLong.of(2 * GIB),
            GIB / 2,
            412L << 20,
            Optional.of(Duration.ofSeconds(2)),
            Optional.empty());
    private static final StepProgress ENDED = new StepProgress(
            "copy", 2 * GIB, OptionalLong.of(2 * GIB), GIB, 0, Optional.empty(), Optional.of(Duration.ofSeconds(4)));
    private static final StepProgress UNCOUNTED =
            new StepProgress("publish", 0, OptionalLong.empty(), 0, 0, Optional.empty(), Optional.empty());

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;

    @Test
    void aBarFitsEightyColumns() {
        assertThat(new BarLine(true).running(HALF, 80))
                .isEqualTo("  copy      █████████████▊░░░░░░░░  62% 1.25 / 2.00 GiB   412 MiB/s   0:02");
        assertThat(new BarLine(false).running(HALF, 80))
                .isEqualTo("  copy      [============>       ]  62% 1.25 / 2.00 GiB   412 MiB/s   0:02");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 40, 50, 60, 72, 80, 100, 200})
    void aBarIsShorterThanTheLine(int width) {
        for (var line : new BarLine[] {new BarLine(true), new BarLine(false)}) {
            assertThat(line.running(HALF, width)).hasSizeLessThan(width);
            assertThat(line.running(UNCOUNTED, width)).hasSizeLessThan(width);
        }
    }

    @Test
    void anEndedStepSaysWhatItMoved() {
        assertThat(new BarLine(true).ended(ENDED))
                .isEqualTo("  copy      ✓ 2.00 GiB in 4.0 s, 256 MiB/s, 1.00 GiB of it skipped");
    }

    @Test
    void stepsFollowEachOtherOnATerminal() {
        try (var view = new BarView(err, () -> 80, false, () -> now)) {
            view.show(HALF);
            view.show(HALF); // too soon to be drawn anew
            now += Duration.ofMillis(100).toNanos();
            view.show(HALF);
            view.note("lost the server");
            view.show(ENDED);
            view.show(ENDED);
            view.show(UNCOUNTED);
        }
        var bar = "\r" + new BarLine(false).running(HALF, 80) + "\033[K";
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(bar
                        + bar
                        + "\r  lost the server\033[K\n"
                        + bar
                        + "\r  copy      done: 2.00 GiB in 4.0 s, 256 MiB/s, 1.00 GiB of it skipped\033[K\n"
                        + "\r  publish   ...\033[K"
                        + "\r\033[K");
    }

    @Test
    void elsewhereALineComesNowAndThen() {
        var view = new LineView(err, () -> now);
        for (int i = 0; i < 100; i++) {
            view.show(HALF);
            now += Duration.ofMillis(100).toNanos();
        }
        view.show(ENDED);
        view.show(ENDED);
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "copy: begun, 2.00 GiB",
                        "copy: 62%, 1.25 / 2.00 GiB, 412 MiB/s, 2.0 s left",
                        "copy: done, 2.00 GiB in 4.0 s, 256 MiB/s, 1.00 GiB of it skipped");
    }

    @Test
    void theSpeedOfATransferIsThatOfItsLastSeconds() {
        var view = new LastStep();
        var progress = new TransferProgress(view, "upload", () -> now);
        for (int second = 1; second <= 10; second++) {
            now = Duration.ofSeconds(second).toNanos();
            progress.moved(second * (10L << 20), 200L << 20, 0);
        }
        assertThat(view.last.bytesPerSecond()).isEqualTo(10L << 20);
        assertThat(view.last.timeLeft()).contains(Duration.ofSeconds(10));
    }

    private static final class LastStep implements ProgressView {
        private StepProgress last = UNCOUNTED;

        @Override
        public void show(StepProgress step) {
            last = step;
        }

        @Override
        public void note(String line) {}

        @Override
        public void close() {}
    }
}
