package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.zstack.v1.ErrorBody;
import io.longshore.rest.zstack.v1.ErrorCode;
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

    /** 200 with an API's answer. */
    static Reply answer(Message answer, Projection projection, boolean withSchema) {
        var body = withSchema
                ? MessageWriter.writeWithSchema(answer, projection)
                : MessageWriter.write(answer, projection);
        return new Reply(200, JSON, body);
    }

    /** 503 with an error in the original's form. */
    static Reply failure(ErrorCode error) {
        var body = ErrorBody.newBuilder().setError(error).build();
        return new Reply(503, JSON, MessageWriter.write(body, Projection.ALL));
    }

    /** 202 with JSON that is already written. */
    static Reply accepted(String json) {
        return new Reply(202, JSON, ByteString.copyFromUtf8(json));
    }

    /** Text as it may stand inside a JSON string. */
    static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
    }

    /** A plain text. */
    static Reply text(TextRefusal refusal) {
        return text(refusal.status(), refusal.text());
    }

    /** A plain text. */
    static Reply text(int status, String text) {
        return new Reply(status, TEXT, ByteString.copyFromUtf8(text));
    }
}
