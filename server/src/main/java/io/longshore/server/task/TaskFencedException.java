package io.longshore.server.task;

/** Another attempt has the task now, or it has ended: this one must stop and change nothing more. */
public final class TaskFencedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TaskFencedException(String message) {
        super(message);
    }
}
