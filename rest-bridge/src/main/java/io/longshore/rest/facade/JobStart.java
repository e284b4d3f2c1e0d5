package io.longshore.rest.facade;

import com.google.protobuf.Message;

/** What became of the start of a job. */
public sealed interface JobStart {
    /** Its task exists and goes on without the caller. */
    record Going() implements JobStart {}

    /** Its task exists and has ended well. */
    record Done(Message answer) implements JobStart {}

    /** No task did anything, as what was to be removed is not there: which the original calls success. */
    record NothingToDo(Message answer) implements JobStart {}
}
