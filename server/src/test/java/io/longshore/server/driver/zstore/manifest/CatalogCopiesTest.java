package io.longshore.server.driver.zstore.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.MemoryBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogCopiesTest {
    @TempDir
    Path folder;

    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final CatalogCopies copies = new CatalogCopies(blobs);

    private void put(String content) throws IOException {
        copies.put(Files.writeString(folder.resolve("catalog"), content));
    }

    private Path target() {
        return folder.resolve("target");
    }

    @Test
    void theNewestThreeAreKept() throws IOException {
        assertThat(copies.readNewest(target())).isFalse();
        for (int i = 1; i <= 12; i++) {
            put("copy " + i);
        }
        assertThat(blobs.content().keySet()).containsExactlyInAnyOrder("catalog/10", "catalog/11", "catalog/12");
        assertThat(copies.readNewest(target())).isTrue();
        assertThat(target()).hasContent("copy 12");
    }

    @Test
    void aDamagedOneIsPassedOverWhicheverOfItsBytesIsFlippedOrMissing() throws IOException {
        put("older");
        put("newer");
        var newest = new BlobKey("catalog/2");
        var bytes = blobs.content().get(newest.path());
        for (int i = 0; i < bytes.length; i++) {
            var flipped = bytes.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            replace(newest, flipped);
            assertThat(copies.readNewest(target())).isTrue();
            assertThat(target()).as("byte %d", i).hasContent("older");
            Files.delete(target());

            replace(newest, Arrays.copyOf(bytes, i));
            assertThat(copies.readNewest(target())).isTrue();
            assertThat(target()).as("%d bytes", i).hasContent("older");
            Files.delete(target());
        }
        blobs.delete(new BlobKey("catalog/1"));
        assertThat(copies.readNewest(target())).isFalse();
        assertThat(target()).doesNotExist();
    }

    private void replace(BlobKey key, byte[] bytes) {
        blobs.delete(key);
        blobs.putIfAbsent(key, bytes);
    }
}
