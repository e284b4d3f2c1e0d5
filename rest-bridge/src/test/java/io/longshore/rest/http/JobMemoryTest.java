package io.longshore.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.longshore.rest.facade.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class JobMemoryTest {
    private static final ByteString REQUEST = ByteString.copyFromUtf8("request");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final JobMemory memory = new JobMemory(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private void remember(String job) {
        memory.remember(job, REQUEST, new JobState.Running(), false);
    }

    @Test
    void theOldestGoesWhereThereAreTooMany() {
        for (int i = 0; i <= JobMemory.MAX_JOBS; i++) {
            remember("job" + i);
        }
        assertThat(memory.find("job0")).isEmpty();
        assertThat(memory.find("job1")).isPresent();
        assertThat(memory.find("job" + JobMemory.MAX_JOBS)).isPresent();
    }

    @Test
    void aJobExpires() {
        remember("old");
        now = now.plus(JobMemory.MAX_AGE);
        assertThat(memory.find("old")).isPresent();
        now = now.plus(Duration.ofSeconds(1));
        assertThat(memory.find("old")).isEmpty();
        remember("new");
        assertThat(memory.find("new")).isPresent();
    }

    @Test
    void aJobIsOfTheRequestThatItWasRememberedFor() {
        remember("job");
        assertThat(memory.find("job").orElseThrow().isOf(REQUEST)).isTrue();
        assertThat(memory.find("job").orElseThrow().isOf(ByteString.copyFromUtf8("other")))
                .isFalse();
        memory.forget("job");
        assertThat(memory.find("job")).isEmpty();
    }
}
