package io.longshore.rest.facade;

import com.google.protobuf.Message;

/** What became of the start of a job. */
public sealed interface JobStart {
    /** Its task exists, as far as is known, and goes on without the caller; {@code taskUuid} is empty where it was not told. */
    record Going(String taskUuid) implements JobStart {}

    /** Its task exists and has ended well. */
    record Done(Message answer) implements JobStart {}

    /** No task did anything, as what was to be removed is not there: which the original calls success. */
    record NothingToDo(Message answer) implements JobStart {}
}
