package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a heap of 256 MiB and disks that are larger by far. */
final class SizeTest {
    @TempDir
    private Path folder;

    @Test
    void aDiskOfTwoGibAndASparseTibBothMigrate() {
        try (var site = Site.open(folder)) {
            migrate(site, DiskFiles.sparse(site.file("tib"), DiskFiles.TIB, DiskFiles.GIB, 3), DiskFiles.GIB);
            migrate(site, DiskFiles.random(site.file("gib"), 2 * DiskFiles.GIB, 4), 2 * DiskFiles.GIB);
        }
    }

    private static void migrate(Site site, Path disk, long dataBytes) {
        long start = System.nanoTime();
        var image = site.cli().uuid("image", "add", disk.toString(), "--name", "n", "--storage", "a");
        long added = System.nanoTime();
        var moved = site.cli().json("image", "migrate", image, "--from", "a", "--to", "b");
        System.out.printf(
                "%s: add %d ms, migrate %d ms, resident %,d bytes%n",
                disk.getFileName(),
                Duration.ofNanos(added - start).toMillis(),
                Duration.ofNanos(System.nanoTime() - added).toMillis(),
                site.server().residentBytes());
        var receipt = moved.get("receipt");
        assertThat(receipt.get("sent_bytes").asLong()).isEqualTo(dataBytes);
        assertThat(receipt.get("source")).isEqualTo(receipt.get("destination"));
        assertThat(moved.get("backup_storage_refs").size()).isEqualTo(1);
    }
}
