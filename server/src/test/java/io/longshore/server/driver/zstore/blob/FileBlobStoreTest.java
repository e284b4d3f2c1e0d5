package io.longshore.server.driver.zstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBlobStoreTest extends BlobStoreContract {
    @TempDir
    Path folder;

    @Override
    protected BlobStore open() throws IOException {
        return new FileBlobStore(folder);
    }

    /** A file system in memory has no other reads than from memory. */
    @Override
    protected Set<String> notOffered() {
        return Set.of("direct-reads");
    }

    @Test
    void keepsRoomBackAndGivesItFree() throws IOException {
        var reserve = folder.resolve(FileBlobStore.RESERVE);
        try (var store = new FileBlobStore(folder, 3 << 20)) {
            assertThat(store.releaseReserve()).isFalse();
            store.keepReserve();
            assertThat(reserve).hasSize(3 << 20);
            try (var half = Files.newByteChannel(reserve, StandardOpenOption.WRITE)) {
                half.truncate(1 << 20); // as a crash may
            }
            store.keepReserve();
            assertThat(reserve).hasSize(3 << 20);
            assertThat(store.releaseReserve()).isTrue();
            assertThat(reserve).doesNotExist();
        }
        try (var store = open()) {
            store.keepReserve();
        }
        assertThat(reserve).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, (512 << 10) - 1, 512 << 10, (512 << 10) + 1, 1_600_001})
    void aBlobOfAnyLengthIsWhatWasWritten(int length) throws IOException {
        var content = new byte[length];
        new Random(length).nextBytes(content);
        try (var store = open();
                var writer = store.create(new BlobKey("packs/one"), "writer")) {
            for (int from = 0; from < length; from += 1000) {
                writer.write(ByteBuffer.wrap(content, from, Math.min(1000, length - from)));
            }
            writer.commit();
        }
        assertThat(folder.resolve("packs/one")).hasBinaryContent(content);
    }

    @Test
    void moreBlobsMayBeOpenThanThereIsMemoryToGatherThem() throws IOException {
        try (var store = open()) {
            var writers = new ArrayList<BlobWriter>();
            for (int i = 0; i < 40; i++) {
                var writer = store.create(new BlobKey("packs/" + i), "writer");
                writers.add(writer);
                writer.write(ByteBuffer.wrap(new byte[] {(byte) i}));
            }
            for (var writer : writers) {
                writer.commit();
                writer.close();
            }
            assertThat(folder.resolve("packs/39")).hasBinaryContent(new byte[] {39});
        }
    }

    @Test
    void aMissingFolderIsNoStore() {
        assertThatThrownBy(() -> new FileBlobStore(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void neverGoesAmongAUsersFiles() throws IOException {
        var place = folder.resolve("a/b");
        FileBlobStore.prepare(place, Set.of("packs"));
        Files.createDirectory(place.resolve("packs"));
        Files.createDirectory(place.resolve("lost+found"));
        FileBlobStore.prepare(place, Set.of("packs"));
        Files.createFile(place.resolve("thesis.txt"));
        assertThatThrownBy(() -> FileBlobStore.prepare(place, Set.of("packs")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("thesis.txt")
                .hasMessageContaining("expected: an empty folder");
    }

    @Test
    void keysStayBelowTheFolder() {
        for (var path : new String[] {"../a", "a/../b", "/a", "a//b", ".a", "a/.b", "a.tmp", "A", "a b", ""}) {
            assertThatThrownBy(() -> new BlobKey(path)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new BlobKey("packs/ab/x.pack").name()).isEqualTo("x.pack");
    }
}
