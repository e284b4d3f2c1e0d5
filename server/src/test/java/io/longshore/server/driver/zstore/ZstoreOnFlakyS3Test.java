package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.peer.FlakyProxy;
import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.RetryPolicy;
import io.longshore.server.driver.zstore.blob.RetryingBlobStore;
import io.longshore.server.driver.zstore.blob.s3.S3BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Every promise of a driver over a line that fails at random: nothing wrong is ever seen, and all of it succeeds in the end. */
class ZstoreOnFlakyS3Test extends ZstoreContract {
    private static final RetryPolicy OFTEN = new RetryPolicy(50, Duration.ofMillis(1), Duration.ofMillis(50));

    @TempDir
    static Path serverFolder;

    private static S3Server server;
    private static FlakyProxy proxy;

    private final String prefix = "storages/" + UUID.randomUUID();

    @BeforeAll
    static void startServer() throws IOException {
        server = S3Server.start(serverFolder);
        proxy = new FlakyProxy(server.port(), 1);
    }

    @AfterAll
    static void endServer() throws IOException {
        proxy.close();
        server.close();
        assertThat(proxy.faults()).isGreaterThan(20);
    }

    @Override
    protected BlobStore blobs() throws IOException {
        return new RetryingBlobStore(new S3BlobStore(server.settings(prefix, proxy.port())), OFTEN);
    }
}
