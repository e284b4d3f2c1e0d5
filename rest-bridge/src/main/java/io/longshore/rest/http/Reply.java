package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import io.longshore.rest.zstack.v1.ErrorBody;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * An HTTP answer.
 *
 * @param status its status
 * @param contentType the body's type
 * @param body the body, never empty where it is JSON: a client of the original fails over an empty one
 */
record Reply(int status, String contentType, ByteString body) {
    private static final String JSON = "application/json;charset=UTF-8";
    private static final String TEXT = "text/plain;charset=UTF-8";

    /** What an API said, over HTTP. */
    static Reply of(Answer answer) {
        return switch (answer) {
            case Answer.Done(var message, var projection, var withSchema) ->
                new Reply(
                        200,
                        JSON,
                        withSchema
                                ? MessageWriter.writeWithSchema(message, projection)
                                : MessageWriter.write(message, projection));
            case Answer.Failed(var error) ->
                new Reply(
                        503,
                        JSON,
                        MessageWriter.write(
                                ErrorBody.newBuilder().setError(error).build(), Projection.ALL));
            case Answer.Accepted(var json) -> new Reply(202, JSON, ByteString.copyFromUtf8(json));
            case Answer.Text(var status, var text) -> text(status, text);
        };
    }

    /** Text as it may stand inside a JSON string. */
    static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
    }

    /** A plain text. */
    private static Reply text(int status, String text) {
        return new Reply(status, TEXT, ByteString.copyFromUtf8(text));
    }
}
