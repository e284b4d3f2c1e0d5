package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.s3.S3BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZstoreOnS3Test extends ZstoreContract {
    @TempDir
    static Path serverFolder;

    private static S3Server server;

    private final String prefix = "storages/" + UUID.randomUUID();

    @BeforeAll
    static void startServer() throws IOException {
        server = S3Server.start(serverFolder);
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    @Override
    protected BlobStore blobs() throws IOException {
        return new S3BlobStore(server.settings(prefix));
    }

    @Test
    void whatChangesNothingCostsAHandfulOfRequests() throws Exception {
        var disk = severalNodes();
        try (var driver = open()) {
            publish(driver, disk);
            long before = driver.requests();
            publish(driver, disk);
            assertThat(driver.requests() - before).isLessThanOrEqualTo(5);
        }
        try (var driver = open()) {
            assertThat(driver.requests()).as("to open it").isLessThanOrEqualTo(30);
            long before = driver.requests();
            publish(driver, disk);
            assertThat(driver.requests() - before).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void nodesAreReadOnce() throws Exception {
        var disk = severalNodes();
        try (var driver = open()) {
            publish(driver, disk);
        }
        try (var driver = open()) {
            long before = driver.requests();
            walk(driver, disk);
            assertThat(driver.requests()).isEqualTo(before);
        }
        try (var files = Files.list(folder.resolve("cache"))) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        try (var driver = open()) {
            walk(driver, disk);
            long before = driver.requests();
            walk(driver, disk);
            assertThat(driver.requests()).isEqualTo(before);
        }
    }

    private static TestDisk severalNodes() {
        var disk = new TestDisk(4L << 30);
        for (int i = 0; i < 16; i++) {
            disk.with(i * 256L + i, i + 1);
        }
        return disk;
    }

    private static void walk(StorageDriver driver, TestDisk disk) throws IOException {
        try (var reader = driver.open(disk.identity())) {
            var walk = TreeWalk.over(disk.identity(), reader);
            long blocks = 0;
            for (var extent = walk.next(); extent != null; extent = walk.next()) {
                blocks += extent instanceof Extent.Block ? 1 : 0;
            }
            assertThat(blocks).isEqualTo(disk.blocks.size());
        }
    }
}
