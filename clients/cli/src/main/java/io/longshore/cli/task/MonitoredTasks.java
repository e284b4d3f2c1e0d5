package io.longshore.cli.task;

import com.google.protobuf.Timestamp;
import io.longshore.cli.command.Server;
import io.longshore.cli.output.Output;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.cli.progress.Board;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.WatchTasksResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Shows what happens to all tasks: each end for good, and what lives on a board, or, where there is none, each change of state in a line. */
final class MonitoredTasks {
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final Server server;
    private final Output output;
    private final @Nullable Board board;
    private final IntSupplier height;
    private final TaskBoard tasks = new TaskBoard();
    private Map<String, String> storages;
    private boolean synced;
    private long drawnAt = System.nanoTime() - REDRAW_NANOS;

    /** @param height of the terminal, which the board does not outgrow */
    MonitoredTasks(Server server, Output output, @Nullable Board board, IntSupplier height)
            throws InterruptedException {
        this.server = server;
        this.output = output;
        this.board = board;
        this.height = height;
        this.storages = server.names().storageNames();
    }

    /** Shows a piece of news; {@code call} is the number of the call that it came by. */
    void take(WatchTasksResponse news, int call) throws InterruptedException {
        output.event(news);
        if (news.hasSynced()) {
            tasks.synced(call);
            synced = true;
        } else {
            take(news.getEvent(), call);
        }
        if (board != null && synced && !(news.getEvent().hasProgress() && drawnJustNow())) {
            board.draw(tasks.lines(storages, height.getAsInt() - 2));
            drawnAt = System.nanoTime();
        }
    }

    private boolean drawnJustNow() {
        return System.nanoTime() - drawnAt < REDRAW_NANOS;
    }

    private void take(TaskEvent event, int call) throws InterruptedException {
        var before = tasks.task(event.getTaskUuid());
        tasks.accept(event, call);
        if (event.hasTerminal()) {
            var ended = event.getTerminal().getTask();
            learnStorages(ended);
            say(ended, event.getTime());
            return;
        }
        var now = tasks.task(event.getTaskUuid());
        boolean changed =
                now.getState() != before.getState() || !now.getStateReason().equals(before.getStateReason());
        if (board == null && changed && !output.quiet()) {
            say(now, event.getTime());
        }
    }

    private void say(Task task, Timestamp time) {
        var reason = task.hasFailure() ? task.getFailure().getError().getDetails() : task.getStateReason();
        var line = Words.time(time) + "  " + task.getUuid() + "  " + words(task)
                + (reason.isEmpty() ? "" : ": " + Words.printable(reason));
        if (board != null) {
            board.above(() -> output.result(Resource.of(task.getUuid()), List.of(line)));
        } else if (!output.json()) { // that has the events
            output.result(Resource.of(task.getUuid()), List.of(line));
        }
    }

    private String words(Task task) {
        return task.hasEndTime()
                ? TaskText.line(task, storages)
                : TaskText.operation(task) + " " + Words.printable(TaskText.subject(task, storages)) + ": "
                        + Words.constant(task.getState());
    }

    /** Storages come and go while this runs. */
    private void learnStorages(Task task) throws InterruptedException {
        if (task.hasCreateBackupStorage() || task.hasUpdateBackupStorage() || task.hasAdoptBackupStorage()) {
            storages = server.names().storageNames();
        }
    }
}
