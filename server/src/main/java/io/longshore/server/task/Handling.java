package io.longshore.server.task;

import org.jspecify.annotations.Nullable;

/**
 * How a task is run. Kept with it, and changed while it runs.
 *
 * @param priority who goes first where tasks wait for the same
 * @param bytesPerSecond the most bytes of disks that it moves in a second; 0 for any number
 * @param parallelism the most blocks that it moves at the same time; 0 for any number
 * @param pausedBy the name of who paused it; null where nobody has
 * @param futileAttempts attempts, one after the other, that were suspended and had come no further than the one before
 */
public record Handling(
        Priority priority,
        long bytesPerSecond,
        int parallelism,
        @Nullable String pausedBy,
        int futileAttempts) {
    /** How every task begins. */
    public static final Handling NORMAL = new Handling(Priority.NORMAL, 0, 0, null, 0);

    /** Which of several tasks goes first; the higher, the later in this list. */
    public enum Priority {
        LOW,
        NORMAL,
        HIGH
    }

    public Handling {
        if (bytesPerSecond < 0 || parallelism < 0) {
            throw new IllegalArgumentException(
                    "bytes per second: " + bytesPerSecond + ", parallelism: " + parallelism + " (expected: both >= 0)");
        }
    }

    /** Whether it was told to pause. */
    public boolean paused() {
        return pausedBy != null;
    }

    Handling pausedBy(@Nullable String name) {
        return new Handling(priority, bytesPerSecond, parallelism, name, futileAttempts);
    }

    Handling withFutileAttempts(int attempts) {
        return new Handling(priority, bytesPerSecond, parallelism, pausedBy, attempts);
    }

    /** Changes to how a task is run; null leaves a setting as it is. */
    public record Edit(
            @Nullable Priority priority,
            @Nullable Long bytesPerSecond,
            @Nullable Integer parallelism) {
        Handling of(Handling before) {
            return new Handling(
                    priority == null ? before.priority : priority,
                    bytesPerSecond == null ? before.bytesPerSecond : bytesPerSecond,
                    parallelism == null ? before.parallelism : parallelism,
                    before.pausedBy,
                    before.futileAttempts);
        }
    }
}
