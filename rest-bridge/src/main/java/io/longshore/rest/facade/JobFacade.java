package io.longshore.rest.facade;

import io.grpc.Channel;
import io.grpc.Metadata;
import io.longshore.rest.zstack.v1.DeleteImageResponse;
import io.longshore.v1.ErrorReason;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.Task;
import io.longshore.v1.TaskServiceGrpc;
import java.util.Optional;

/** Tells where jobs stand. A job is the task of its uuid; whoever knows the uuid may ask, as the original's callers do. */
public final class JobFacade {
    /** What lets the bridge ask for a task without a session, and for nothing else. */
    private static final Metadata.Key<String> POLL_KEY =
            Metadata.Key.of("x-longshore-poll-key", Metadata.ASCII_STRING_MARSHALLER);

    private final Call call;
    private final TaskAnswers answers;

    JobFacade(Channel channel, String pollKey, TaskAnswers answers) {
        this.call = Call.of(channel, null).with(POLL_KEY, pollKey);
        this.answers = answers;
    }

    /**
     * Where the job stands; nothing where there is none. A server that does not answer says nothing against the job: it runs. Any other
     * failure to tell is a {@link TextRefusal}, since callers take a 503 for the job's own.
     */
    public Optional<JobState> poll(String taskUuid) {
        var request = GetTaskRequest.newBuilder().setUuid(taskUuid).build();
        try {
            return Optional.of(state(
                    call.unary(TaskServiceGrpc.getGetTaskMethod(), request).getTask()));
        } catch (Refusal refusal) {
            if (refusal.reason() == ErrorReason.TASK_NOT_FOUND) {
                return Optional.empty();
            }
            if (refusal.unanswered()) {
                return Optional.of(new JobState.Running());
            }
            throw new TextRefusal(500, "the job's status can not be told: " + refusal.getMessage());
        }
    }

    private JobState state(Task task) {
        return switch (task.getState()) {
            case TASK_STATE_SUCCEEDED -> new JobState.Succeeded(answers.succeeded(task));
            case TASK_STATE_FAILED, TASK_STATE_CANCELED -> ended(task);
            case TASK_STATE_WAITING, TASK_STATE_RUNNING, TASK_STATE_SUSPENDED, TASK_STATE_CANCELING ->
                new JobState.Running();
            case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> new JobState.Running();
        };
    }

    /** To the original, removing what is not there is done. */
    private static JobState ended(Task task) {
        var missing = Resources.ofReason(Failures.reason(task.getFailure().getReason()));
        boolean nothingToDo = switch (task.getOperationCase()) {
            case DELETE_IMAGE -> missing == Resources.IMAGE;
            case DELETE_VOLUME_BACKUP -> missing == Resources.VOLUME_BACKUP;
            case DELETE_BACKUP_STORAGE -> missing == Resources.BACKUP_STORAGE;
            default -> false;
        };
        return nothingToDo
                ? new JobState.Succeeded(DeleteImageResponse.getDefaultInstance())
                : new JobState.Failed(Failures.error(task.getFailure()));
    }
}
