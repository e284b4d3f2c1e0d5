package io.longshore.server.task;

/** The work can't go on until what its message names is mended, such as a full storage. The task keeps what it has and is tried again. */
public final class TaskSuspendedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TaskSuspendedException(String message, Throwable cause) {
        super(message, cause);
    }
}
