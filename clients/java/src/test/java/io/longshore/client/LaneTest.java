package io.longshore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {
    @Test
    void stepsAreDoneInTheirOrder() throws Exception {
        var done = new ArrayList<Integer>();
        try (var lane = new Lane("test")) {
            for (int i = 0; i < 1000; i++) {
                int step = i;
                lane.add(() -> done.add(step));
            }
            lane.finish();
            assertThat(done).isEqualTo(IntStream.range(0, 1000).boxed().toList());
        }
    }

    @Test
    void aStepsFailureIsToldAndNoStepFollowsIt() throws Exception {
        var after = new AtomicInteger();
        try (var lane = new Lane("test")) {
            var held = new CountDownLatch(1);
            lane.add(() -> {
                held.await();
                throw new FileSystemException("disk", null, "No space left on device");
            });
            lane.add(after::incrementAndGet);
            held.countDown();
            assertThatThrownBy(lane::finish)
                    .isInstanceOf(IOException.class)
                    .hasMessage("disk: No space left on device");
            assertThatThrownBy(() -> lane.add(after::incrementAndGet)).isInstanceOf(IOException.class);
        }
        assertThat(after).hasValue(0);
    }

    @Test
    void closingWaitsForTheStepThatRuns() throws Exception {
        var begun = new CountDownLatch(1);
        var done = new AtomicInteger();
        try (var lane = new Lane("test")) {
            lane.add(() -> {
                begun.countDown();
                done.incrementAndGet();
            });
            begun.await();
        }
        assertThat(done).hasValue(1);
    }
}
