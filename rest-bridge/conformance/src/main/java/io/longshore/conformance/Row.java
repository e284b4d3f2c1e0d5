package io.longshore.conformance;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One request and the answer that is expected, as a file of the table has it. {@code ${name}} stands for a value in all of it.
 *
 * @param name what the row shows
 * @param each values by name: the row is run once for the first of each, once for the second, …
 * @param send the verb and the path, or a whole URL
 * @param headers the request's own headers; {@code Authorization: none} takes the session away that is sent else
 * @param body what is sent: a text as it stands, anything else as JSON
 * @param sendWhile the request is sent again for as long as it is answered so: a job is waited for by {@code 202}
 * @param status the answer's status
 * @param answerHeaders headers that the answer has
 * @param json the answer's body, see {@link Expectation}
 * @param text the answer's body where it is no JSON
 * @param keep values that later rows use, by the JSON pointers that they have in the answer
 * @param unmet bridges that can't answer so, and why
 */
public record Row(
        @JsonProperty("row") String name,
        Map<String, List<String>> each,
        String send,
        Map<String, String> headers,
        JsonNode body,
        @JsonProperty("send-while") int sendWhile,
        int status,
        @JsonProperty("answer-headers") Map<String, String> answerHeaders,
        JsonNode json,
        @Nullable String text,
        Map<String, String> keep,
        Map<String, String> unmet) {
    static final String NONE = "none";

    /** Puts something empty where the file says nothing. */
    @SuppressWarnings("RedundantNullCheck") // what a file leaves out arrives as null
    public Row {
        each = each == null ? Map.of() : each;
        headers = headers == null ? Map.of() : headers;
        body = body == null ? MissingNode.getInstance() : body;
        answerHeaders = answerHeaders == null ? Map.of() : answerHeaders;
        json = json == null ? MissingNode.getInstance() : json;
        keep = keep == null ? Map.of() : keep;
        unmet = unmet == null ? Map.of() : unmet;
        if (name == null || send == null || status == 0) {
            throw new IllegalArgumentException("row: " + name + " (expected: with row, send and status)");
        }
        if (json.isMissingNode() == (text == null)) {
            throw new IllegalArgumentException("row: " + name + " (expected: with either json or text)");
        }
    }

    /** How many times it is run. */
    int times() {
        return each.values().stream().mapToInt(List::size).max().orElse(1);
    }

    String verb() {
        return send.substring(0, send.indexOf(' '));
    }

    String path() {
        return send.substring(send.indexOf(' ') + 1).strip();
    }
}
