package io.longshore.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real disks between real storages, by a clock that goes on when somebody waits by it and at no other time. */
class FlowTest {
    private static final int MIB = TransferFixture.MIB;
    private static final int BLOCKS = 64;
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    /** Bytes that were let through, and when. */
    private record Passed(String step, long nanos, long bytes) {}

    /** A time that passes while somebody waits. */
    private static final class Waited implements Ticker {
        private long now = 1_000;

        @Override
        public synchronized long nanos() {
            return now;
        }

        @Override
        public synchronized void pause(Object lock, long nanos) {
            now += nanos;
        }
    }

    /** A flow that remembers what passed it, and a task that has it. */
    private static final class Remembered extends KeptMonitor {
        private final List<Passed> passed = new ArrayList<>();
        private volatile String step = "";
        private volatile Runnable afterEach = () -> {};

        private final Flow flow = new Flow(new Waited()) {
            @Override
            synchronized long take(long bytes) {
                long wait = super.take(bytes);
                if (wait == 0) {
                    passed.add(new Passed(step, ticker().nanos(), bytes));
                    afterEach.run();
                }
                return wait;
            }
        };

        @Override
        public Flow flow() {
            return flow;
        }

        @Override
        public StepProgress step(String name, OptionalLong bytesTotal) {
            step = name;
            return super.step(name, bytesTotal);
        }

        List<Passed> passed(String during) {
            return passed.stream().filter(each -> each.step().equals(during)).toList();
        }
    }

    @ParameterizedTest(name = "{0} MiB/s, compressible: {1}")
    @CsvSource({"4, false", "4, true", "5, true"})
    void whatIsCopiedAndWhatIsReadBackKeepsTheRateOverAnyTenSeconds(int rate, boolean compressible) throws Exception {
        var monitor = new Remembered();
        monitor.flow.change((long) rate * MIB, 0);

        move(monitor, compressible);

        for (var step : List.of("copy", "verify")) {
            var passed = monitor.passed(step);
            assertThat(passed.stream().mapToLong(Passed::bytes).sum())
                    .isBetween((long) BLOCKS * MIB, (BLOCKS + 2L) * MIB);
            assertThat(measured(passed))
                    .isNotEmpty()
                    .allSatisfy(
                            mibPerSecond -> assertThat(mibPerSecond).as(step).isBetween(rate * 0.9, rate * 1.1));
        }
    }

    @Test
    void aChangedRateHoldsForTheNextBlock() throws Exception {
        var monitor = new Remembered();
        monitor.flow.change(MIB, 0);
        monitor.afterEach = () -> {
            if (monitor.passed.size() == 20) {
                monitor.flow.change(16L * MIB, 0);
            }
        };

        move(monitor, false);

        var passed = monitor.passed("copy");
        assertThat(nanos(passed, 10, 18)).isBetween(8 * SECOND - SECOND / 10, 8 * SECOND + SECOND / 10);
        assertThat(nanos(passed, 20, 60)).isBetween(40 * SECOND / 16 - SECOND / 10, 40 * SECOND / 16 + SECOND / 10);
    }

    private static long nanos(List<Passed> passed, int from, int to) {
        return passed.get(to).nanos() - passed.get(from).nanos();
    }

    /** Over each ten seconds that lie wholly in a step. */
    private static List<Double> measured(List<Passed> passed) {
        var rates = new ArrayList<Double>();
        long last = passed.getLast().nanos();
        for (var first : passed) {
            long end = first.nanos() + 10 * SECOND;
            if (end <= last) {
                long bytes = passed.stream()
                        .filter(each -> each.nanos() > first.nanos() && each.nanos() <= end)
                        .mapToLong(Passed::bytes)
                        .sum();
                rates.add(bytes / 10.0 / MIB);
            }
        }
        return rates;
    }

    private void move(Remembered monitor, boolean compressible) throws Exception {
        try (var disks = new TransferFixture(folder);
                var a = disks.storage("a");
                var b = disks.storage("b")) {
            var disk = disks.ingest(a, content(compressible)).identity();
            var _ = disks.copy(UUID.randomUUID(), monitor, a, b, disk);
        }
    }

    /** Blocks that differ; where they are compressible, only by their beginnings. */
    private static byte[] content(boolean compressible) {
        var content = new byte[BLOCKS * MIB];
        new java.util.Random(1).nextBytes(content);
        for (int block = 0; compressible && block < BLOCKS; block++) {
            Arrays.fill(content, block * MIB + 4096, (block + 1) * MIB, (byte) (block + 1));
        }
        return content;
    }
}
