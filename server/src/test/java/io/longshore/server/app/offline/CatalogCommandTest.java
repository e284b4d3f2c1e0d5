package io.longshore.server.app.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.catalog.Catalog;
import io.longshore.server.catalog.StoredTypes;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.manifest.CatalogCopies;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/zstore/golden");

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return OfflineCommands.run(
                        folder.resolve("data"), new PrintWriter(err, true), new PrintWriter(err, true), arguments)
                .orElseThrow();
    }

    @Test
    void aCatalogIsCopiedWhileItsServerRuns() throws IOException {
        var usual = folder.resolve("usual");
        var named = folder.resolve("named");
        try (var _ = Catalog.open(folder.resolve("data"), new StoredTypes())) {
            assertThat(run("catalog", "backup", usual.toString()))
                    .as(err::toString)
                    .isZero();
            assertThat(run(
                            "catalog",
                            "backup",
                            named.toString(),
                            "--data",
                            folder.resolve("data").toString()))
                    .as(err::toString)
                    .isZero();
            assertThat(run("catalog", "backup", named.toString()))
                    .as("there already")
                    .isEqualTo(1);
        }
        assertThat(usual).isNotEmptyFile();
        assertThat(named).isNotEmptyFile();
        assertThat(run("catalog")).isEqualTo(2);
    }

    @Test
    void theCopyThatLiesOnAStorageIsFetched() throws IOException {
        var storage = folder.resolve("storage");
        try (var files = Files.walk(GOLDEN)) {
            for (var file : files.toList()) {
                Files.copy(file, storage.resolve(GOLDEN.relativize(file).toString()));
            }
        }
        var fetched = folder.resolve("fetched");
        assertThat(run("zstore", "catalog", storage.toString(), fetched.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no copy of a catalog");

        new CatalogCopies(new FileBlobStore(storage)).put(Files.writeString(folder.resolve("copy"), "a copy"));
        assertThat(run("zstore", "catalog", storage.toString(), fetched.toString()))
                .isZero();
        assertThat(fetched).hasContent("a copy");
        assertThat(run("zstore", "verify", storage.toString()))
                .as("no part of what is verified")
                .isZero();
    }
}
