package io.longshore.server.task;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A part of a task's work.
 *
 * @param name unique within the task: {@code copy}, {@code verify}, {@code publish}
 * @param attempt the attempt in which it last began
 * @param bytesDone never falls within an attempt, and equals the total when the step has ended well
 * @param bytesTotal empty while it is not known
 * @param bytesSkipped the part of {@code bytesDone} that needed no work: holes, and what the destination had
 * @param startTime when it last began
 * @param endTime null while it has not ended
 */
public record Step(
        String name,
        int attempt,
        long bytesDone,
        OptionalLong bytesTotal,
        long bytesSkipped,
        Instant startTime,
        @Nullable Instant endTime) {}
