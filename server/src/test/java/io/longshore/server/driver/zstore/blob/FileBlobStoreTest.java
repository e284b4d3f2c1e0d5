package io.longshore.server.driver.zstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
