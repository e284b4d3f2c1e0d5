package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.fixture.MutableClock;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.task.Caller;
import io.longshore.server.task.TaskState;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogBackupsTest {
    private static final Duration EVERY = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock();
    private PortlessServer server;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = new PortlessServer(Files.createDirectory(folder.resolve("data")), FileSystems.getDefault());
        for (var name : List.of("a", "b")) {
            var task = server.tasks()
                    .await(server.tasks()
                            .start(
                                    Caller.SERVER,
                                    Optional.empty(),
                                    new StorageOperation.CreateBackupStorage(
                                            Uuids.random(),
                                            name,
                                            null,
                                            new Location.File(folder.resolve(name)),
                                            OptionalLong.empty(),
                                            StorageOptions.USUAL,
                                            List.of(),
                                            List.of()))
                            .uuid());
            assertThat(task.state()).isInstanceOf(TaskState.Succeeded.class);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(Duration every) {
        return new CatalogBackups(
                        folder.resolve("data"), server.catalog().backupStorages(), server.registry(), every, clock)
                .runWhereDue();
    }

    private List<String> copies(String storage) throws IOException {
        try (var files = Files.list(folder.resolve(storage).resolve("catalog"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aCopyComesOntoEachStorageOnceInAWhileAlsoOverRestarts() throws IOException {
        assertThat(run(EVERY)).as("the first time comes later").isZero();
        clock.advance(EVERY.minusSeconds(1));
        assertThat(run(EVERY)).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(run(EVERY)).isEqualTo(2);
        assertThat(run(EVERY)).isZero();
        for (int i = 0; i < 4; i++) {
            clock.advance(EVERY);
            assertThat(run(EVERY)).isEqualTo(2);
        }
        assertThat(copies("a")).containsExactly("3", "4", "5");
        assertThat(copies("b")).containsExactly("3", "4", "5");
        try (var left = Files.list(folder.resolve("data/cache"))) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("copy"));
        }
    }

    @Test
    void neverIsNever() throws IOException {
        run(Duration.ZERO);
        clock.advance(Duration.ofDays(100));
        assertThat(run(Duration.ZERO)).isZero();
        assertThat(folder.resolve("a/catalog")).doesNotExist();
    }
}
