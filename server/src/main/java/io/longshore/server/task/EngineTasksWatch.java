package io.longshore.server.task;

import io.longshore.server.query.Condition;
import io.longshore.server.task.TaskEnds.TaskEnd;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A watcher of all tasks. Live tasks it takes from {@link TaskNews} as they come, ends from the catalog in the order of their numbers. The end of a task is told then alone:
 * so all ends up to one number were told, which is what the token says.
 */
final class EngineTasksWatch implements TasksWatch {
    /** Ends that are read at once. */
    private static final int BATCH = 100;

    private final Caller caller;
    private final List<Condition> conditions;
    private final TaskNews news;
    private final TaskRecords records;
    private final boolean startOver;
    private final Deque<LiveTask> unseen;
    private final Deque<TaskEnd> ends = new ArrayDeque<>();
    private final Map<String, Optional<TaskFeed.Watch>> begun = new HashMap<>(); // empty: not what is asked for
    private EndToken told;
    private long knownEnd;
    private long place;
    private boolean synced;
    private TaskFeed.@Nullable Watch current;
    private @Nullable TaskEnd ending; // what current is told to its end of

    /**
     * @param start what lives, and where its news begin
     * @param from the ends after it are told
     * @param startOver whether some of them are missing
     */
    EngineTasksWatch(
            Caller caller,
            List<Condition> conditions,
            TaskNews news,
            TaskRecords records,
            TaskNews.Start start,
            EndToken from,
            boolean startOver) {
        this.caller = caller;
        this.conditions = List.copyOf(conditions);
        this.news = news;
        this.records = records;
        this.startOver = startOver;
        this.unseen = new ArrayDeque<>(start.live());
        this.place = start.place();
        this.knownEnd = start.lastEnd();
        this.told = from;
    }

    @Override
    public Optional<News> next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var event = following();
            if (event != null) {
                return Optional.of(new Happened(event));
            }
            if (told.number() < knownEnd) {
                turnToNextEnd();
            } else if (!unseen.isEmpty()) {
                turnTo(unseen.removeFirst());
            } else if (!synced) {
                synced = true;
                return Optional.of(new Synced(startOver));
            } else {
                var next = news.await(knownEnd, place, deadline - System.nanoTime());
                if (next == null) {
                    return Optional.empty();
                }
                knownEnd = next.lastEnd();
                place = next.place();
                if (next.task() != null) {
                    turnTo(next.task());
                }
            }
        }
    }

    @Override
    public String token() {
        return told.print();
    }

    /** The next event of the task that is being told of; null where that is all for now. */
    private @Nullable TaskEvent following() throws InterruptedException {
        var watch = current;
        if (watch == null) {
            return null;
        }
        var end = ending;
        var event =
                end == null ? watch.pollBeforeEnd() : watch.next(Duration.ZERO).orElse(null);
        if (end != null && (event == null || event.terminal())) {
            told = EndToken.of(end);
            ending = null;
            current = null;
        } else if (event == null) {
            current = null;
        }
        return event;
    }

    private void turnTo(LiveTask task) {
        if (caller.mayUse(task.task().accountUuid())) {
            current = begun.computeIfAbsent(task.uuid(), _ -> asked(task)).orElse(null);
        }
    }

    private Optional<TaskFeed.Watch> asked(LiveTask task) {
        return matches(task.uuid()) ? Optional.of(task.feed().watch(OptionalLong.empty())) : Optional.empty();
    }

    private void turnToNextEnd() {
        if (ends.isEmpty()) {
            ends.addAll(records.ends().after(told.number(), knownEnd, BATCH));
        }
        var end = ends.poll();
        if (end == null) { // forgotten, all of them
            told = EndToken.of(knownEnd);
            return;
        }
        var live = begun.remove(end.taskUuid());
        current = caller.mayUse(end.accountUuid()) ? (live == null ? ended(end.taskUuid()) : live).orElse(null) : null;
        if (current == null) {
            told = EndToken.of(end);
        } else {
            ending = end;
        }
    }

    /** A task of which nothing was told before its end. */
    private Optional<TaskFeed.Watch> ended(String uuid) {
        return matches(uuid)
                ? records.find(uuid)
                        .map(record -> new TaskFeed(record, List.of(), record.sequence()).watch(OptionalLong.empty()))
                : Optional.empty();
    }

    private boolean matches(String uuid) {
        return conditions.isEmpty() || records.ends().matches(uuid, conditions);
    }
}
