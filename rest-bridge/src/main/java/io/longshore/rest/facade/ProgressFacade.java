package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.GetTaskProgressRequest;
import io.longshore.rest.zstack.v1.GetTaskProgressResponse;
import io.longshore.rest.zstack.v1.ProgressApiServiceGrpc;
import io.longshore.rest.zstack.v1.TaskProgressInventory;
import io.longshore.v1.ErrorReason;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.Step;
import io.longshore.v1.Task;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The original's progress of a job: exactly one record, since its Go client takes no more, with a percentage as text. The percentage never
 * falls: it is that of the step that has come furthest, and 100 is kept for the end.
 */
final class ProgressFacade {
    /** The original forgets the progress of what has ended for this long. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final long NEARLY_DONE = 99;

    private final Clock clock;

    ProgressFacade(Clock clock) {
        this.clock = clock;
    }

    List<FacadeMethod> methods() {
        return List.of(FacadeMethod.immediate(ProgressApiServiceGrpc.getGetTaskProgressMethod(), this::progress));
    }

    private GetTaskProgressResponse progress(GetTaskProgressRequest request, Call call) {
        var answer = GetTaskProgressResponse.newBuilder();
        var uuid = Uuids.ofJob(request.getApiId());
        try {
            var task = call.unary(
                            TaskServiceGrpc.getGetTaskMethod(),
                            GetTaskRequest.newBuilder().setUuid(uuid).build())
                    .getTask();
            if (!forgotten(task)) {
                answer.addInventories(inventory(request, task));
            }
        } catch (Refusal refusal) {
            if (refusal.reason() != ErrorReason.TASK_NOT_FOUND) {
                throw refusal;
            }
        }
        return answer.build();
    }

    private boolean forgotten(Task task) {
        return task.hasEndTime()
                && OriginalDates.instant(task.getEndTime()).plus(KEPT).isBefore(clock.instant());
    }

    private TaskProgressInventory inventory(GetTaskProgressRequest request, Task task) {
        var inventory = record(request.getApiId(), task.getOperationCase().name(), percent(task));
        if (request.getAll()) {
            task.getStepsList()
                    .forEach(step -> inventory.addSubTasks(record(request.getApiId(), step.getName(), percent(step))
                            .setParentUuid(request.getApiId())));
        }
        return inventory.build();
    }

    private TaskProgressInventory.Builder record(String apiId, String name, long percent) {
        return TaskProgressInventory.newBuilder()
                .setTaskUuid(apiId)
                .setTaskName(name.toLowerCase(Locale.ROOT))
                .setType("Progress")
                .setContent(String.valueOf(percent))
                .setTime(clock.millis());
    }

    private static long percent(Task task) {
        if (task.getState() == TaskState.TASK_STATE_SUCCEEDED) {
            return 100;
        }
        return task.getStepsList().stream()
                .mapToLong(step -> Math.min(NEARLY_DONE, percent(step)))
                .max()
                .orElse(0);
    }

    private static long percent(Step step) {
        return step.getBytesTotal() <= 0 ? 0 : (long) (100.0 * step.getBytesDone() / step.getBytesTotal());
    }
}
