package io.longshore.server.task;

import java.time.Duration;
import java.util.Optional;

/** One watcher of a task. What it has not taken yet is bounded: the newest progress of each step, and all changes of state. For one thread at a time. */
public interface TaskWatch extends AutoCloseable {
    /**
     * The next event; waits for it. After the terminal event there is none.
     *
     * @return empty when nothing happened in that time
     */
    Optional<TaskEvent> next(Duration patience) throws InterruptedException;

    /** The highest sequence that the task has reached. */
    long lastSequence();

    /** Ends the watching; the task is not touched. */
    @Override
    void close();
}
