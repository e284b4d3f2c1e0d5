package io.longshore.server.task;

import io.longshore.server.failure.Failure;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** How requests are refused, and which refusals are for good. */
final class Refusals {
    /** What may be over when the same request comes again; all else is kept under its request_id. */
    private static final Set<Reason> PASSING = EnumSet.of(
            Reason.IMAGE_BUSY,
            Reason.VOLUME_BACKUP_BUSY,
            Reason.GROUP_BUSY,
            Reason.UPLOAD_BUSY,
            Reason.STORAGE_BUSY,
            Reason.STORAGE_FULL,
            Reason.STORAGE_DISCONNECTED,
            Reason.STORAGE_ERROR,
            Reason.UNAVAILABLE,
            Reason.INTERNAL,
            Reason.UNAUTHENTICATED,
            Reason.REQUEST_ID_REUSED);

    private Refusals() {}

    static boolean passing(Reason reason) {
        return PASSING.contains(reason);
    }

    /** A task has what the operation needs for itself. */
    static FailureException busy(Hold hold, String holderUuid) {
        return new FailureException(
                hold.kind().busy(),
                hold.kind().words() + " " + hold.uuid() + " is held by task " + holderUuid
                        + " (expected: held by none; try again when it has ended)",
                Map.of("resourceUuid", hold.uuid(), "taskUuid", holderUuid));
    }

    /** Says nothing of the other request: it may be another account's. */
    static FailureException reused(String requestId) {
        return new FailureException(
                Reason.REQUEST_ID_REUSED, "request_id: " + requestId + " (expected: one that no other request had)");
    }

    static FailureException notFound(String uuid) {
        return new FailureException(
                Reason.TASK_NOT_FOUND, "no task has the uuid " + uuid, Map.of("taskUuid", uuid, "resourceUuid", uuid));
    }

    static FailureException ended(Task task) {
        return new FailureException(
                Reason.TASK_ENDED,
                "task " + task.uuid() + (task.state().terminal() ? " has ended: " : " is ending: ")
                        + task.state().getClass().getSimpleName() + " (expected: one that has not)",
                Map.of("taskUuid", task.uuid()));
    }

    /** The failure of a task that was cancelled. */
    static Failure canceled() {
        return new Failure(Reason.TASK_CANCELED, "the task was cancelled", Map.of(), null);
    }

    static FailureException notCancelable(Task task) {
        return new FailureException(
                Reason.TASK_NOT_CANCELABLE,
                "task " + task.uuid() + " has no way back: "
                        + task.operation().getClass().getSimpleName() + " (expected: an operation that can be undone)",
                Map.of("taskUuid", task.uuid()));
    }
}
