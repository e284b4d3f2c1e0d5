package io.longshore.server.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;

/**
 * What a configuration file says: {@code key = value} lines, in UTF-8, {@code #} before a comment. A key that does not exist, one that is there twice and
 * a value that does not fit are told with the file's name; nothing is silently left out.
 */
final class ConfigFile {
    private final String name;
    private final Map<String, String> values;

    private ConfigFile(String name, Map<String, String> values) {
        this.name = name;
        this.values = Map.copyOf(values);
    }

    /** No file: every key has its default. */
    static ConfigFile none() {
        return new ConfigFile("", Map.of());
    }

    /**
     * Reads a file.
     *
     * @param keys those that exist
     */
    static ConfigFile read(Path file, Set<String> keys) throws StartException {
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(file.toString(), reader, keys);
        } catch (NoSuchFileException e) {
            throw new StartException("--config: " + file + " is not there (expected: a file)", e);
        } catch (IOException e) {
            throw new StartException("--config: " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static ConfigFile read(String name, Reader reader, Set<String> keys) throws IOException, StartException {
        var lines = new Lines();
        try {
            lines.load(reader);
        } catch (IllegalArgumentException e) {
            throw new StartException(name + ": " + e.getMessage(), e);
        }
        for (var key : lines.values.keySet()) {
            if (!keys.contains(key)) {
                throw new StartException(
                        name + ": no such key: " + key + " (did you mean " + nearest(key, keys) + "?)");
            }
        }
        return new ConfigFile(name, lines.values);
    }

    /** A key's value; empty where the file does not have it. */
    <T> Optional<T> value(String key, Function<String, T> parse) throws StartException {
        var text = values.get(key);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text.strip()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new StartException(name + ": " + key + ": " + e.getMessage(), e);
        }
    }

    /** The key that needs the fewest changes to become the one that was written. */
    static String nearest(String key, Set<String> keys) {
        return keys.stream()
                .min(Comparator.comparingInt((String other) -> distance(key, other))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (var j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (var i = 1; i <= one.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    /** Lines as the JDK reads them, but that a key which comes twice is refused instead of the first being lost. */
    private static final class Lines extends Properties {
        private static final long serialVersionUID = 1;

        private final transient Map<String, String> values = new HashMap<>();

        @Override
        public synchronized Object put(Object key, Object value) {
            if (values.putIfAbsent(key.toString(), value.toString()) != null) {
                throw new IllegalArgumentException(key + " is there twice (expected: once)");
            }
            return value;
        }
    }
}
