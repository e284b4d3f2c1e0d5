package io.longshore.server.catalog;

import java.util.HashMap;
import java.util.Map;

/**
 * The names under which kinds of operations and results are kept. A name is for ever: tasks of older versions carry it. The catalog knows no
 * operation itself; {@code app} tells it.
 */
public final class StoredTypes {
    private final Map<String, Class<?>> types = new HashMap<>();
    private final Map<Class<?>, String> names = new HashMap<>();

    /** Registers a record type; each name and each type once. */
    public StoredTypes add(String name, Class<? extends Record> type) {
        if (types.putIfAbsent(name, type) != null || names.putIfAbsent(type, name) != null) {
            throw new IllegalArgumentException("stored type: " + name + ", " + type + " (expected: each once)");
        }
        return this;
    }

    String name(Object value) {
        var name = names.get(value.getClass());
        if (name == null) {
            throw new IllegalArgumentException(
                    "stored type: " + value.getClass().getName() + " (expected: one of " + types.keySet() + ")");
        }
        return name;
    }

    <T> T read(String name, String json, Class<T> expected) {
        var type = types.get(name);
        if (type == null) {
            throw new IllegalStateException("stored type: " + name + " (expected: one of " + types.keySet() + ")");
        }
        return expected.cast(StoredJson.read(json, type));
    }
}
