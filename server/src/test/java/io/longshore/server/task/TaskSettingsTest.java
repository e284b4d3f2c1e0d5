package io.longshore.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskSettingsTest {
    @Test
    void pausesDoubleUpToTheLongest() {
        var settings = TaskSettings.DEFAULTS;
        assertThat(IntStream.of(1, 2, 3, 4, 5, 6, 7, Integer.MAX_VALUE).mapToObj(settings::retryAfter))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 20L, 20L, 20L);
    }
}
