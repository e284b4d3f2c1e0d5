package io.longshore.cli.progress;

import io.longshore.cli.output.Words;
import io.longshore.v1.Step;
import io.longshore.v1.TaskEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Shows a task's events on a view. */
public final class TaskProgress implements Consumer<TaskEvent> {
    private final ProgressView view;

    public TaskProgress(ProgressView view) {
        this.view = view;
    }

    @Override
    public void accept(TaskEvent event) {
        switch (event.getEventCase()) {
            case SNAPSHOT -> {
                var task = event.getSnapshot().getTask();
                task.getStepsList().forEach(step -> show(step, 0, Optional.empty()));
                note(task.getStateReason());
            }
            case STATE_CHANGE -> {
                var change = event.getStateChange();
                if (change.hasStep()) {
                    show(change.getStep(), 0, Optional.empty());
                }
                note(change.getReason());
            }
            case PROGRESS -> {
                var progress = event.getProgress();
                var left = progress.hasTimeLeft()
                        ? Optional.of(Duration.ofSeconds(
                                progress.getTimeLeft().getSeconds(),
                                progress.getTimeLeft().getNanos()))
                        : Optional.<Duration>empty();
                show(progress.getStep(), progress.getBytesPerSecond(), left);
            }
            case TERMINAL ->
                event.getTerminal().getTask().getStepsList().stream()
                        .filter(Step::hasEndTime)
                        .forEach(step -> show(step, 0, Optional.empty()));
            case HEARTBEAT, EVENT_NOT_SET -> {}
        }
    }

    private void show(Step step, long bytesPerSecond, Optional<Duration> left) {
        view.show(new StepProgress(
                step.getName(),
                step.getBytesDone(),
                step.hasBytesTotal() ? OptionalLong.of(step.getBytesTotal()) : OptionalLong.empty(),
                step.getBytesSkipped(),
                bytesPerSecond,
                left,
                step.hasEndTime()
                        ? Optional.of(Words.between(step.getStartTime(), step.getEndTime()))
                        : Optional.empty()));
    }

    private void note(String reason) {
        if (!reason.isEmpty()) {
            view.note(reason);
        }
    }
}
