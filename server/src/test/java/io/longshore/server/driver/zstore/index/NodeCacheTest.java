package io.longshore.server.driver.zstore.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Digest;
import io.longshore.disk.TreeNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCacheTest {
    @TempDir
    Path folder;

    @Test
    void remembersAcrossStarts() throws IOException {
        var node = node(1);
        try (var cache = open(16)) {
            assertThat(cache.find(node.digest())).isEmpty();
            cache.keep(node);
            assertThat(cache.find(node.digest())).contains(node);
        }
        try (var cache = open(16)) {
            assertThat(cache.find(node.digest())).contains(node);
            assertThat(cache.find(node(2).digest())).isEmpty();
        }
    }

    @Test
    void neverGrowsBeyondItsPlaces() throws IOException {
        try (var cache = open(4)) {
            for (int i = 0; i < 50; i++) {
                cache.keep(node(i));
                assertThat(cache.find(node(i).digest())).contains(node(i));
            }
        }
        assertThat(Files.size(folder.resolve("nodes"))).isLessThanOrEqualTo(4L * TreeNode.BYTES);
    }

    @Test
    void whatIsDamagedIsNotThere() throws IOException {
        var node = node(1);
        try (var cache = open(1)) {
            cache.keep(node);
        }
        var bytes = Files.readAllBytes(folder.resolve("nodes"));
        for (int offset : new int[] {0, 12, 500, bytes.length - 1}) {
            var damaged = Arrays.copyOf(bytes, bytes.length);
            damaged[offset] ^= 1;
            Files.write(folder.resolve("nodes"), damaged);
            try (var cache = open(1)) {
                assertThat(cache.find(node.digest())).isEmpty();
            }
        }
    }

    @Test
    void aThreadThatWasInterruptedDoesNotSpoilItForOthers() throws IOException {
        var node = node(1);
        try (var cache = open(16)) {
            cache.keep(node);
            Thread.currentThread().interrupt();
            cache.find(node.digest());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(cache.find(node.digest())).contains(node);
        }
    }

    private NodeCache open(int places) {
        return new NodeCache(folder.resolve("nodes"), places);
    }

    private static TreeNode node(int seed) {
        var block = new byte[100];
        new Random(seed).nextBytes(block);
        return TreeNode.of(1, Collections.nCopies(256, Digest.sha256(block)));
    }
}
