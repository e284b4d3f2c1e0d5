package io.longshore.cli.task;

import io.longshore.cli.output.Table;
import io.longshore.cli.output.Words;
import io.longshore.v1.Step;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskEvent.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks that live, as their events have told them so far. */
final class TaskBoard {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** @param told in which call the task was last shown whole */
    private record Row(Task task, Progress progress, int told) {
        Row with(Task after) {
            return new Row(after, progress, told);
        }

        Row with(Progress after) {
            return new Row(task, after, told);
        }
    }

    /** Takes an event in; {@code call} is the number of the call that it came by. */
    void accept(TaskEvent event, int call) {
        var uuid = event.getTaskUuid();
        switch (event.getEventCase()) {
            case SNAPSHOT -> {
                if (!event.getSnapshot().getTask().hasEndTime()) { // its end follows at once
                    rows.put(uuid, new Row(event.getSnapshot().getTask(), Progress.getDefaultInstance(), call));
                }
            }
            case STATE_CHANGE ->
                rows.computeIfPresent(uuid, (_, row) -> row.with(changed(row.task, event.getStateChange())));
            case PROGRESS -> rows.computeIfPresent(uuid, (_, row) -> row.with(event.getProgress()));
            case TERMINAL -> rows.remove(uuid);
            case HEARTBEAT, EVENT_NOT_SET -> {}
        }
    }

    /** All that live were told of in this call: others are gone. */
    void synced(int call) {
        rows.values().removeIf(row -> row.told < call);
    }

    /** The task as it was told last, progress left out; the default where it is not known. */
    Task task(String uuid) {
        var row = rows.get(uuid);
        return row == null ? Task.getDefaultInstance() : row.task;
    }

    private static Task changed(Task before, TaskEvent.StateChange change) {
        var after = before.toBuilder()
                .setState(change.getState())
                .setStateReason(change.getReason())
                .setAttempt(change.getAttempt());
        if (change.hasStep()) {
            var others = before.getStepsList().stream()
                    .filter(step -> !step.getName().equals(change.getStep().getName()))
                    .toList();
            after.clearSteps().addAllSteps(others).addSteps(change.getStep());
        }
        return after.build();
    }

    /**
     * The board, heads first.
     *
     * @param storages names by uuid
     * @param most lines
     */
    List<String> lines(Map<String, String> storages, int most) {
        if (rows.isEmpty()) {
            return List.of("No task is running.");
        }
        var table = new Table("TASK", "OPERATION", "STATE", "STEP", ">", ">DONE", ">SPEED", ">LEFT", "ABOUT");
        rows.values().forEach(row -> add(table, row, storages));
        var lines = new ArrayList<>(table.lines());
        if (lines.size() > most) {
            int hidden = lines.size() - most + 1;
            lines.subList(most - 1, lines.size()).clear();
            lines.add("and " + hidden + " more");
        }
        return lines;
    }

    private static void add(Table table, Row row, Map<String, String> storages) {
        var step = step(row);
        var progress =
                row.progress.getStep().getName().equals(step.getName()) ? row.progress : Progress.getDefaultInstance();
        var reason = row.task.getStateReason();
        table.row(
                row.task.getUuid().substring(0, Math.min(8, row.task.getUuid().length())),
                TaskText.operation(row.task),
                Words.constant(row.task.getState()),
                step.getName(),
                step.getBytesTotal() > 0 ? percent(step) + "%" : "",
                done(step),
                progress.getBytesPerSecond() > 0 ? Words.rate(progress.getBytesPerSecond()) : "",
                progress.hasTimeLeft()
                        ? Words.clock(Duration.ofSeconds(progress.getTimeLeft().getSeconds()))
                        : "",
                reason.isEmpty() ? TaskText.subject(row.task, storages) : reason);
    }

    /** The step that is open, as far as it is told; none between steps. */
    private static Step step(Row row) {
        var open = row.task.getStepsList().stream()
                .filter(step -> !step.hasEndTime())
                .reduce((_, last) -> last)
                .orElse(Step.getDefaultInstance());
        var moved = row.progress.getStep();
        return moved.getName().equals(open.getName()) && moved.getAttempt() == open.getAttempt() ? moved : open;
    }

    private static int percent(Step step) {
        return (int) Math.clamp(step.getBytesDone() * 100.0 / step.getBytesTotal(), 0, 100);
    }

    private static String done(Step step) {
        if (step.getBytesTotal() > 0) {
            return Words.bytesOf(step.getBytesDone(), step.getBytesTotal());
        }
        return step.getBytesDone() > 0 ? Words.bytes(step.getBytesDone()) : "";
    }
}
