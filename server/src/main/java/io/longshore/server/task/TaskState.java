package io.longshore.server.task;

import io.longshore.server.failure.Failure;
import java.time.Instant;

/** Where a task stands. The last three are final: such a task never changes again. */
public sealed interface TaskState {
    /** Not begun, or waiting for what {@code reason} names. */
    record Waiting(String reason) implements TaskState {}

    /** Someone works on it. */
    record Running() implements TaskState {}

    /** Stopped until what {@code reason} names is mended; it is tried again by itself. */
    record Suspended(String reason) implements TaskState {}

    /** To be cancelled. It may still succeed where it was past its last point of return. */
    record Canceling() implements TaskState {}

    record Succeeded(Instant at, Result result) implements TaskState {}

    record Failed(Instant at, Failure failure) implements TaskState {}

    record Canceled(Instant at, Failure failure) implements TaskState {}

    /** Whether it is final. */
    default boolean terminal() {
        return this instanceof Succeeded || this instanceof Failed || this instanceof Canceled;
    }
}
