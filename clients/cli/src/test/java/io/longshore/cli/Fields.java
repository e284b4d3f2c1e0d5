package io.longshore.cli;

import java.util.HashMap;
import java.util.Map;

/** A line of JSON, read without the code that wrote it: values by their paths, such as {@code receipt.sent_bytes}. */
final class Fields {
    private final Map<String, Object> values = new HashMap<>();
    private final String json;
    private int at;

    private Fields(String json) {
        this.json = json;
    }

    static Fields of(String json) {
        var fields = new Fields(json);
        fields.value("");
        if (fields.at != json.length()) {
            throw new AssertionError("more after the value: " + json.substring(fields.at));
        }
        return fields;
    }

    String text(String path) {
        return (String) require(path);
    }

    /** A number; one in quotes is no number. */
    long number(String path) {
        return (Long) require(path);
    }

    boolean has(String path) {
        return values.containsKey(path);
    }

    private Object require(String path) {
        var value = values.get(path);
        if (value == null) {
            throw new AssertionError("no " + path + " in " + json);
        }
        return value;
    }

    private void value(String path) {
        switch (json.charAt(at)) {
            case '{' -> {
                at++;
                while (json.charAt(at) != '}') {
                    var key = string();
                    expect(':');
                    value(path.isEmpty() ? key : path + "." + key);
                    skip(',');
                }
                at++;
            }
            case '[' -> {
                at++;
                for (int i = 0; json.charAt(at) != ']'; i++) {
                    value(path + "." + i);
                    skip(',');
                }
                at++;
            }
            case '"' -> values.put(path, string());
            default -> {
                int start = at;
                while (",]}".indexOf(json.charAt(at)) < 0) {
                    at++;
                }
                var word = json.substring(start, at);
                values.put(path, word.matches("-?\\d+") ? (Object) Long.valueOf(word) : word);
            }
        }
    }

    private String string() {
        expect('"');
        var text = new StringBuilder();
        while (json.charAt(at) != '"') {
            char c = json.charAt(at++);
            if (c == '\\') {
                char escaped = json.charAt(at++);
                text.append(escaped == 'n' ? '\n' : escaped);
            } else {
                text.append(c);
            }
        }
        at++;
        return text.toString();
    }

    private void expect(char c) {
        if (json.charAt(at) != c) {
            throw new AssertionError("no " + c + " at " + at + " in " + json);
        }
        at++;
    }

    private void skip(char c) {
        if (json.charAt(at) == c) {
            at++;
        }
    }
}
