package io.longshore.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.app.TaskTypes;
import io.longshore.server.image.Image;
import io.longshore.server.task.TaskState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a release does to a catalog of an earlier one: {@code V1-rows.sql} is of the first, and is never written anew. */
class UpgradeTest {
    private static final Path ROWS = Path.of("src/test/resources/catalog/V1-rows.sql");

    /** What a copy leaves out or changes. */
    private static final List<String> NOT_COPIED =
            List.of("session", "lease", "backup_storage", "flyway_schema_history");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("catalog.sqlite");
    }

    private Path kept() {
        return folder.resolve("catalog-before-upgrade-from-1.sqlite");
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** A catalog as the first release left it. */
    private void writeFirst() throws IOException, SQLException {
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + file(), null, null)
                .locations("classpath:db/migration")
                .target("1")
                .load()
                .migrate();
        try (var connection = connect(file());
                var statement = connection.createStatement()) {
            for (var insert : Files.readString(ROWS, StandardCharsets.UTF_8).split(";\n", -1)) {
                if (!insert.isBlank()) {
                    statement.executeUpdate(insert);
                }
            }
        }
    }

    /** All rows of all tables, each as the texts of its columns. */
    private static Map<String, List<Map<String, String>>> rows(Path file) throws SQLException {
        var tables = new TreeMap<String, List<Map<String, String>>>();
        try (var connection = connect(file);
                var statement = connection.createStatement();
                var names = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (names.next()) {
                tables.put(names.getString(1), rows(connection, names.getString(1)));
            }
        }
        return tables;
    }

    private static List<Map<String, String>> rows(Connection connection, String table) throws SQLException {
        var rows = new ArrayList<Map<String, String>>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT * FROM " + table)) {
            var columns = found.getMetaData();
            while (found.next()) {
                var row = new TreeMap<String, String>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), String.valueOf(found.getString(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<String> ask(Path file, String question) throws SQLException {
        var answers = new ArrayList<String>();
        try (var connection = connect(file);
                var statement = connection.createStatement();
                var found = statement.executeQuery(question)) {
            while (found.next()) {
                answers.add(found.getString(1));
            }
        }
        return answers;
    }

    @Test
    void aCatalogOfTheFirstReleaseKeepsAllThatWasInIt() throws Exception {
        writeFirst();
        var before = rows(file());
        try (var catalog = Catalog.open(folder, TaskTypes.all())) {
            assertThat(catalog.backupStorages().all()).extracting("name").containsExactlyInAnyOrder("a", "b");
            assertThat(catalog.images().list(Optional.empty(), Samples.ALL).items())
                    .singleElement()
                    .satisfies(image -> {
                        assertThat(image.name()).isEqualTo("debian");
                        assertThat(image.status()).isEqualTo(Image.ImageStatus.READY);
                        assertThat(image.backupStorageRefs()).hasSize(1);
                    });
            assertThat(catalog.volumeBackups()
                            .list(Optional.empty(), Samples.ALL)
                            .items())
                    .hasSize(1);
            for (var uuid : ask(file(), "SELECT uuid FROM task")) {
                assertThat(catalog.tasks().find(uuid).orElseThrow().task().state())
                        .isInstanceOf(TaskState.Succeeded.class);
            }
            for (var uuid : ask(file(), "SELECT uuid FROM upload")) {
                assertThat(catalog.uploads().find(uuid)).isPresent();
            }
        }
        rows(file()).forEach((table, rows) -> {
            if (before.containsKey(table) && !table.equals("flyway_schema_history")) {
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(rows.get(i))
                            .as(table)
                            .containsAllEntriesOf(before.get(table).get(i));
                }
                assertThat(rows).as(table).hasSameSizeAs(before.get(table));
            }
        });
    }

    @Test
    void aCatalogIsCopiedBeforeItsUpgradeAndOnlyThen() throws Exception {
        writeFirst();
        var before = rows(file());
        Catalog.open(folder, new StoredTypes()).close();

        var copied = rows(kept());
        assertThat(copied.keySet()).isEqualTo(before.keySet());
        before.forEach((table, rows) -> {
            if (!NOT_COPIED.contains(table)) {
                assertThat(copied.get(table)).as(table).isEqualTo(rows);
            }
        });
        assertThat(ask(kept(), "SELECT max(version) FROM flyway_schema_history"))
                .containsExactly("1");

        Files.delete(kept());
        Catalog.open(folder, new StoredTypes()).close();
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .as("nothing was to be upgraded")
                    .noneMatch(name -> name.startsWith("catalog-before"));
        }
    }

    @Test
    void anUpgradedCatalogHasTheSchemaOfANewOne() throws Exception {
        writeFirst();
        Catalog.open(folder, new StoredTypes()).close();
        Catalog.open(folder.resolve("new"), new StoredTypes()).close();
        var schema = "SELECT type || ' ' || name || ': ' || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1";
        assertThat(ask(file(), schema)).isEqualTo(ask(folder.resolve("new/catalog.sqlite"), schema));
        assertThat(ask(file(), "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(ask(file(), "PRAGMA foreign_key_check")).isEmpty();
        try (var files = Files.list(folder.resolve("new"))) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("catalog-"));
        }
    }

    @Test
    void theCopyCanBePutBack() throws Exception {
        writeFirst();
        Catalog.open(folder, new StoredTypes()).close();
        var restored = Files.createDirectory(folder.resolve("restored"));
        Files.copy(kept(), restored.resolve("catalog.sqlite"));
        try (var catalog = Catalog.open(restored, new StoredTypes())) {
            assertThat(catalog.images().list(Optional.empty(), Samples.ALL).items())
                    .hasSize(1);
            for (var storage : catalog.backupStorages().all()) {
                assertThat(catalog.epochs(storage.uuid()).current())
                        .as("reads alone")
                        .isNegative();
            }
        }
    }

    @Test
    void aCatalogOfALaterReleaseIsRefusedAndStaysAsItIs() throws Exception {
        Catalog.open(folder, new StoredTypes()).close();
        try (var connection = connect(file());
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO flyway_schema_history SELECT 900, '900', 'later', type, 'V900__later.sql', 7,"
                            + " installed_by, installed_on, 1, TRUE FROM flyway_schema_history WHERE version = '1'");
        }
        var before = rows(file());
        assertThatThrownBy(() -> Catalog.open(folder, new StoredTypes()))
                .isInstanceOf(NewerCatalogException.class)
                .hasMessageContaining("900")
                .hasMessageContaining("later release");
        assertThat(rows(file())).isEqualTo(before);
    }
}
