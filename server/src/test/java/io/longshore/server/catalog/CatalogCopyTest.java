package io.longshore.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.Digest;
import io.longshore.server.query.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogCopyTest {
    @TempDir
    Path folder;

    private Catalog catalog;

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(data(), new StoredTypes());
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path copy() throws IOException {
        return Files.createDirectories(folder.resolve("restored")).resolve("catalog.sqlite");
    }

    @Test
    void hasAllThatWasThereAndLetsItsStoragesBeReadAlone() throws IOException {
        var storage = Samples.storage("a");
        catalog.backupStorages().insert(storage);
        catalog.epochs(storage.uuid()).lease(UUID.randomUUID());
        var image = Samples.image("one", List.of(Samples.ref(storage.uuid())));
        catalog.images().insert(image);
        CatalogCopy.make(data(), copy());

        try (var restored = Catalog.open(folder.resolve("restored"), new StoredTypes())) {
            assertThat(restored.images().find(image.uuid()))
                    .isEqualTo(catalog.images().find(image.uuid()));
            var epochs = restored.epochs(storage.uuid());
            assertThat(epochs.current()).as("behind that of any storage").isNegative();
            assertThat(epochs.leases()).isEmpty();
        }
        assertThat(catalog.epochs(storage.uuid()).leases())
                .as("nothing was changed")
                .hasSize(1);
    }

    @Test
    void holdsNoSession() throws IOException {
        catalog.accounts().insert(Samples.ACCOUNT);
        var session = Samples.session();
        catalog.accounts().insertSession(session);
        CatalogCopy.make(data(), copy());
        var secret = sha256(session.uuid());
        assertThat(text(data().resolve("catalog.sqlite-wal")) + text(data().resolve("catalog.sqlite")))
                .contains(secret)
                .doesNotContain(session.uuid());
        assertThat(text(copy())).doesNotContain(secret).doesNotContain(session.uuid());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy())))
                .isEqualTo("rw-------");
    }

    private static String sha256(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    @Test
    void isOneMomentOfACatalogThatIsWritten() throws Exception {
        var go = new AtomicBoolean(true);
        var begun = new CountDownLatch(3);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = threads.submit(() -> {
                for (int i = 0; go.get(); i++) {
                    int pair = i;
                    catalog.transactions().write(() -> {
                        catalog.images().insert(Samples.bareImage("left " + pair));
                        catalog.images().insert(Samples.bareImage("right " + pair));
                    });
                    begun.countDown();
                }
            });
            begun.await();
            CatalogCopy.make(data(), copy());
            go.set(false);
            writing.get();
        }
        try (var restored = Catalog.open(folder.resolve("restored"), new StoredTypes())) {
            var images = restored.images()
                    .list(Optional.empty(), new Query(List.of(), "", 1, "", 0, true))
                    .totalSize();
            assertThat(images.orElseThrow()).as("pairs").isPositive().isEven();
        }
    }

    @Test
    void overwritesNothing() throws IOException {
        Files.writeString(copy(), "mine");
        assertThatThrownBy(() -> CatalogCopy.make(data(), copy())).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(copy()).hasContent("mine");
        assertThatThrownBy(() -> CatalogCopy.make(folder.resolve("nowhere"), folder.resolve("x")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no catalog");
        assertThat(folder.resolve("x")).doesNotExist();
    }
}
