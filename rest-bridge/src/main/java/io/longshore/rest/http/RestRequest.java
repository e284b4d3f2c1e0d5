package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as the bridge needs it.
 *
 * @param verb the method's name
 * @param path the path as it was sent, without the query
 * @param query the query's parameters, decoded, in order
 * @param headers the headers by lower-case name; of a repeated one the first
 * @param base where the client reached the server: {@code http://host:port}
 * @param body the whole body, empty where there is none
 */
record RestRequest(
        String verb,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        String base,
        ByteString body) {
    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** Whether the answer is to name the classes of its parts: the header's mere presence asks for it. */
    boolean wantsSchema() {
        return headers.containsKey("x-json-schema");
    }
}
