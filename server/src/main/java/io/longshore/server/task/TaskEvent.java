package io.longshore.server.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a task since the event before.
 *
 * @param sequence strictly ascending per task, over restarts too; gaps mean folded progress
 * @param coalesced how many progress events were folded into this one
 */
public record TaskEvent(String taskUuid, long sequence, Instant time, long coalesced, What what) {
    /** What can happen. */
    public sealed interface What {}

    /**
     * The task as it stands: the first event of a watch.
     *
     * @param reset what was seen before does not lead here
     */
    public record Snapshot(Task task, boolean reset) implements What {}

    /**
     * Its state changed, or a step began or ended. Never folded.
     *
     * @param step null where only the state changed
     */
    public record StateChange(
            TaskState state, int attempt, @Nullable Step step) implements What {}

    /** Bytes were moved. */
    public record Progress(Step step, long bytesPerSecond, Optional<Duration> timeLeft) implements What {}

    /** It has ended: the last event of a watch. */
    public record Terminal(Task task) implements What {}

    /** Whether a watch ends with it. */
    public boolean terminal() {
        return what instanceof Terminal;
    }
}
