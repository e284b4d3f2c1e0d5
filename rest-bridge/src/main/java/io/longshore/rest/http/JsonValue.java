package io.longshore.rest.http;

import java.util.List;
import java.util.Map;

/** A JSON value as a caller sent it, before anything is known of what it should have been. */
sealed interface JsonValue {
    /** Members in the order in which they came; each key once. */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {}

    /** Elements in order. */
    record JsonArray(List<JsonValue> elements) implements JsonValue {}

    /** A string. */
    record JsonText(String text) implements JsonValue {}

    /** A number as it was written. */
    record JsonNumber(String written) implements JsonValue {}

    /** {@code true} or {@code false}. */
    record JsonBoolean(boolean value) implements JsonValue {}

    /** {@code null}. */
    record JsonNull() implements JsonValue {}

    /** What kind of value it is, for messages. */
    default String kind() {
        return switch (this) {
            case JsonObject _ -> "an object";
            case JsonArray _ -> "a list";
            case JsonText _ -> "a string";
            case JsonNumber _ -> "a number";
            case JsonBoolean _ -> "a boolean";
            case JsonNull _ -> "null";
        };
    }
}
