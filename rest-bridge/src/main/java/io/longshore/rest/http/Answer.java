package io.longshore.rest.http;

import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.ErrorCode;

/** What a caller of the original REST API is told, whichever way it goes to the caller. */
sealed interface Answer {
    /** 200 with what an API answered, as much of it as was asked for. */
    record Done(Message message, Projection projection, boolean withSchema) implements Answer {}

    /** 503 with an error in the original's form. */
    record Failed(ErrorCode error) implements Answer {}

    /** 202 with JSON that is already written. */
    record Accepted(String json) implements Answer {}

    /** A plain text. */
    record Text(int status, String text) implements Answer {}
}
