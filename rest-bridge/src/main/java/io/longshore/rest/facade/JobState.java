package io.longshore.rest.facade;

import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.ErrorCode;

/** Where a job stands, as polling tells it. */
public sealed interface JobState {
    /** Not done yet. */
    record Running() implements JobState {}

    /** Done, with the API's answer. */
    record Succeeded(Message answer) implements JobState {}

    /** Failed or cancelled. */
    record Failed(ErrorCode error) implements JobState {}
}
