package io.longshore.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What {@code ${name}} stands for in a table: what the run began with and what rows kept. {@code ${new.name}} is a uuid that is made up where
 * it is first used, and the same from then on.
 */
final class Values {
    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, String> known = new HashMap<>();

    Values(Map<String, String> known) {
        this.known.putAll(known);
    }

    void keep(String name, String value) {
        known.put(name, value);
    }

    void drop(Iterable<String> names) {
        names.forEach(known::remove);
    }

    boolean has(String name) {
        return known.containsKey(name);
    }

    /** The text with every value in its place. */
    String in(String text) {
        return NAME.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match.group(1))));
    }

    /** The same of every text and key of a tree. */
    JsonNode in(JsonNode tree) {
        if (tree.isString()) {
            return JsonNodeFactory.instance.stringNode(in(tree.asString()));
        }
        if (tree.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            tree.forEach(element -> array.add(in(element)));
            return array;
        }
        if (tree.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            tree.properties().forEach(member -> object.set(in(member.getKey()), in(member.getValue())));
            return object;
        }
        return tree;
    }

    private String value(String name) {
        if (name.startsWith("new.")) {
            return known.computeIfAbsent(name, _ -> UUID.randomUUID().toString().replace("-", ""));
        }
        var value = known.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for ${" + name
                    + "} (expected: one given at the start, or kept by a row before that passed)");
        }
        return value;
    }
}
