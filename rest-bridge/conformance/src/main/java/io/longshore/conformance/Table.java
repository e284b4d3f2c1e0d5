package io.longshore.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The rows of a folder's {@code .yaml} files, file by file in the order of their names. Rows may use what earlier ones kept, so that they are
 * run in this order.
 */
public record Table(List<Row> rows) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Copies the list. */
    public Table {
        rows = List.copyOf(rows);
    }

    /** Reads a folder; fails, with the file's name, where one is no list of rows. */
    public static Table read(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            var rows = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> rows(file).stream())
                    .toList();
            if (rows.isEmpty()) {
                throw new IllegalArgumentException(folder + " (expected: a folder with rows in .yaml files)");
            }
            return new Table(rows);
        }
    }

    private static List<Row> rows(Path file) {
        try (var in = Files.newInputStream(file)) {
            return YAML.readValue(in, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
