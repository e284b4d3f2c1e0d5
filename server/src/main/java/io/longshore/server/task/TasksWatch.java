package io.longshore.server.task;

import java.time.Duration;
import java.util.Optional;

/**
 * One watcher of all tasks. It begins with those that have ended since the watch that it takes up and those that live, and then tells whatever happens: of each
 * task what a {@link TaskWatch} tells, from a snapshot to the terminal event. What it has not taken yet is bounded: the changes of state and the newest
 * progress of the tasks that it has begun to tell of; of others it keeps nothing. For one thread at a time, and nothing is to be given back.
 */
public interface TasksWatch {
    /**
     * The next piece of news; waits for it.
     *
     * @return empty when nothing happened in that time
     * @throws io.longshore.server.failure.FailureException {@code UNAVAILABLE}: the server stops
     */
    Optional<News> next(Duration patience) throws InterruptedException;

    /** Where another watch goes on that takes this one up after what it has told: no end of a task is missed between. Outlives the server. */
    String token();

    /** What a watcher is told. */
    sealed interface News {}

    /** Something happened to a task. */
    record Happened(TaskEvent event) implements News {}

    /**
     * All was told of that lives, and that has ended since the watch before. Once in a watch.
     *
     * @param startOver some ends since then may never be told: they are forgotten, or it was a watch of another catalog
     */
    record Synced(boolean startOver) implements News {}
}
