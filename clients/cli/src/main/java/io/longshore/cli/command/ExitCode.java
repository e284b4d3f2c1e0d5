package io.longshore.cli.command;

import io.grpc.Status;

/** What a command's exit code says. The numbers never change. */
public enum ExitCode {
    OK(0, "It did what was asked."),
    FAILED(1, "It failed, for a reason that none of the others names."),
    USAGE(2, "The command line is wrong, or a value in it was refused."),
    NOT_FOUND(3, "Something that was named is not there."),
    REFUSED(4, "Not in this state, not while something else is busy with it, or not enough room."),
    DENIED(5, "No session, wrong credentials or no permission."),
    UNAVAILABLE(6, "The server or a storage does not answer."),
    CANCELED(7, "The task was cancelled."),
    DAMAGED(8, "Bytes are not what they should be; nothing was made of them."),
    INTERRUPTED(130, "Interrupted by Ctrl-C; a task that was begun goes on.");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** In a sentence. */
    public String meaning() {
        return meaning;
    }

    /** The exit code for a failure that the server tells. */
    public static ExitCode of(Status.Code code) {
        return switch (code) {
            case OK -> OK;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case FAILED_PRECONDITION, ABORTED, ALREADY_EXISTS, RESOURCE_EXHAUSTED -> REFUSED;
            case UNAUTHENTICATED, PERMISSION_DENIED -> DENIED;
            case UNAVAILABLE -> UNAVAILABLE;
            case CANCELLED -> CANCELED;
            case DATA_LOSS -> DAMAGED;
            case UNKNOWN, INTERNAL, DEADLINE_EXCEEDED, UNIMPLEMENTED -> FAILED;
        };
    }
}
