package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.DiskTree;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.peer.SshServer;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.RetryPolicy;
import io.longshore.server.driver.zstore.blob.RetryingBlobStore;
import io.longshore.server.driver.zstore.blob.sftp.SftpBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZstoreOnSftpTest extends ZstoreContract {
    @TempDir
    static Path serverFolder;

    private static SshServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = SshServer.start(serverFolder);
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    @Override
    protected BlobStore blobs() throws IOException {
        var store = new SftpBlobStore(server.settings(folder.resolve("storage")));
        store.prepare(Zstore.TOP_NAMES);
        return store;
    }

    @Test
    void aTaskGoesOnWhenTheServerIsKilledAndComesBack() throws Exception {
        var disk = TestDisk.random(31, 8);
        var task = UUID.randomUUID();
        var restarts = new AtomicInteger();
        var listener = new WriteListener() {
            @Override
            public void sealing(String pack) throws IOException {
                server.kill(); // the pack is whole, but has its temporary name
                server.restart();
                restarts.incrementAndGet();
            }

            @Override
            public void sealed(SealedPack pack) {}
        };
        try (var driver = open(new RetryingBlobStore(blobs(), RetryPolicy.DEFAULT));
                var session = driver.startWriting(WriteRequest.of(task), listener)) {
            disk.writeTo(session.openDisk(UUID.randomUUID(), disk.lengthBytes), codec);
            server.kill(); // in the middle of a pack
            server.restart();
            session.publish(manifest(task, disk.identity()));
            for (var pack : session.sealed()) {
                session.readBack(pack);
            }
        }
        assertThat(restarts).hasPositiveValue();
        try (var driver = open()) {
            assertThat(driver.check().warnings()).isEmpty();
            assertThat(driver.manifests(ManifestKind.IMAGE)).hasSize(1);
            assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
        }
    }

    @Test
    void aServerThatStaysAwayIsToldAndNothingIsPublished() throws Exception {
        var disk = TestDisk.random(32, 4);
        var task = UUID.randomUUID();
        var soon = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1));
        try (var driver = open(new RetryingBlobStore(blobs(), soon))) {
            var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE);
            disk.writeTo(session.openDisk(UUID.randomUUID(), disk.lengthBytes), codec);
            server.kill();
            assertThatThrownBy(() -> session.publish(manifest(task, disk.identity())))
                    .isInstanceOf(StorageUnavailableException.class);
            assertThatThrownBy(session::close).isInstanceOf(StorageUnavailableException.class);
        }
        server.restart();
        try (var driver = open()) {
            assertThat(driver.manifests(ManifestKind.IMAGE)).isEmpty();
            assertThat(driver.has(disk.identity())).isFalse();
            try (var session = driver.startWriting(WriteRequest.of(task), WriteListener.NONE)) {
                assertThat(session.lostBytes()).isBetween(1L, 4L * DiskTree.BLOCK_BYTES);
            }
            publish(driver, disk);
            assertThat(read(driver, disk.identity())).isEqualTo(disk.bytes());
        }
    }
}
