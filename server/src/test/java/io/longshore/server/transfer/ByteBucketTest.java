package io.longshore.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteBucketTest {
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000;

    private final ByteBucket bucket = new ByteBucket();
    private long now = 12_345;

    @ParameterizedTest(name = "{0} MiB/s, woken {1} ms late, are kept within 10 % over 10 s")
    @CsvSource({"4, 0", "4, 20", "7, 50", "64, 0", "64, 5", "500, 1"})
    void keepsTheRateOverTenSeconds(long rate, long lateMillis) {
        bucket.change(now, rate * MIB);

        long moved = bytesMovedUntil(now + 10 * SECOND, lateMillis);

        assertThat((double) moved).isCloseTo(10.0 * rate * MIB, Percentage.withPercentage(10));
    }

    @Test
    void followsAChangedRateAtOnce() {
        bucket.change(now, 4 * MIB);
        bytesMovedUntil(now + 3 * SECOND, 0);

        bucket.change(now, 40 * MIB);
        long faster = bytesMovedUntil(now + 10 * SECOND, 0);
        bucket.change(now, 8 * MIB);
        long slower = bytesMovedUntil(now + 10 * SECOND, 0);

        assertThat((double) faster).isCloseTo(400.0 * MIB, Percentage.withPercentage(10));
        assertThat((double) slower).isCloseTo(80.0 * MIB, Percentage.withPercentage(10));
    }

    @Test
    void savesUpNoMoreThanAQuarterOfASecond() {
        bucket.change(now, 100 * MIB);
        now += 3_600 * SECOND;

        long atOnce = 0;
        while (bucket.take(now, MIB) == 0) {
            atOnce++;
        }

        assertThat(atOnce).isEqualTo(26);
    }

    @Test
    void letsEverythingPassWithoutARate() {
        assertThat(bucket.take(now, Long.MAX_VALUE)).isZero();
        bucket.change(now, MIB);
        bucket.take(now, 100 * MIB);
        bucket.change(now, 0);

        assertThat(bucket.take(now, MIB)).isZero();
    }

    private long bytesMovedUntil(long end, long lateMillis) {
        long moved = 0;
        while (true) {
            long wait = bucket.take(now, MIB);
            if (wait == 0) {
                moved += MIB;
                continue;
            }
            now += wait + lateMillis * 1_000_000;
            if (now >= end) {
                return moved;
            }
        }
    }
}
