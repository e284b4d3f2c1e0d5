package io.longshore.conformance;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares an answer with what is expected of it. Objects have the same keys and lists the same length, save for
 *
 * <ul>
 *   <li>{@code <others>: allowed} in an object: it may have keys that are not named;
 *   <li>{@code <uuid>}, {@code <date>}, {@code <integer>}, {@code <text>} and {@code <any>} in place of a value;
 *   <li>{@code <*>} within a text: any characters;
 *   <li>{@code <absent>} in place of a value, beside {@code <others>}: the key is not there.
 * </ul>
 */
final class Expectation {
    private static final String OTHERS = "<others>";
    private static final String ABSENT = "<absent>";
    private static final Map<String, Pattern> TEXTS = Map.of(
            "<uuid>", Pattern.compile("[0-9a-f]{32}"),
            "<date>", Pattern.compile("[A-Z][a-z]{2} \\d{1,2}, \\d{4} \\d{1,2}:\\d{2}:\\d{2} [AP]M"),
            "<text>", Pattern.compile(".*", Pattern.DOTALL));

    private Expectation() {}

    /** The first difference, with where it is; nothing where there is none. */
    static Optional<String> difference(JsonNode expected, JsonNode actual) {
        return Optional.ofNullable(difference("", expected, actual));
    }

    /** Whether a text is the expected one, which may have {@code <*>} in it. */
    static boolean matches(String expected, String actual) {
        var pattern = Pattern.quote(expected).replace("<*>", "\\E.*\\Q");
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(actual).matches();
    }

    private static @Nullable String difference(String path, JsonNode expected, JsonNode actual) {
        if (expected.isObject() && actual.isObject()) {
            return ofObjects(path, expected, actual);
        }
        if (expected.isArray() && actual.isArray()) {
            return ofLists(path, expected, actual);
        }
        return same(expected, actual) ? null : "%s: %s (expected: %s)".formatted(path, actual, expected);
    }

    private static @Nullable String ofObjects(String path, JsonNode expected, JsonNode actual) {
        for (var member : expected.properties()) {
            var key = member.getKey();
            var value = actual.get(key);
            if (key.equals(OTHERS)) {
                continue;
            }
            if (member.getValue().isString() && member.getValue().asString().equals(ABSENT)) {
                if (value != null) {
                    return "%s/%s: %s (expected: not there)".formatted(path, key, value);
                }
            } else if (value == null) {
                return "%s/%s: not there (expected: %s)".formatted(path, key, member.getValue());
            } else {
                var difference = difference(path + "/" + key, member.getValue(), value);
                if (difference != null) {
                    return difference;
                }
            }
        }
        var others = new TreeSet<>(actual.propertyNames());
        others.removeAll(expected.propertyNames());
        return others.isEmpty() || expected.has(OTHERS) ? null : "%s: also has %s".formatted(path, others);
    }

    private static @Nullable String ofLists(String path, JsonNode expected, JsonNode actual) {
        if (expected.size() != actual.size()) {
            return "%s: a list of %d: %s (expected: of %d)".formatted(path, actual.size(), actual, expected.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            var difference = difference(path + "/" + i, expected.get(i), actual.get(i));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static boolean same(JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        if (!expected.isString()) {
            return expected.equals(actual);
        }
        var text = expected.asString();
        if (text.equals("<any>")) {
            return true;
        }
        if (text.equals("<integer>")) {
            return actual.isIntegralNumber();
        }
        var pattern = TEXTS.get(text);
        if (pattern == null) {
            return actual.isString() && matches(text, actual.asString());
        }
        return actual.isString() && pattern.matcher(actual.asString()).matches();
    }
}
