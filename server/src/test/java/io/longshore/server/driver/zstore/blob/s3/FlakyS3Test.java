package io.longshore.server.driver.zstore.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.peer.FlakyProxy;
import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.promise.Promise;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobStoreContract;
import io.longshore.server.driver.zstore.blob.RetryPolicy;
import io.longshore.server.driver.zstore.blob.RetryingBlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every promise of a store over a line that fails at random. */
class FlakyS3Test extends BlobStoreContract {
    private static final RetryPolicy OFTEN = new RetryPolicy(50, Duration.ofMillis(1), Duration.ofMillis(50));

    @TempDir
    static Path folder;

    private static S3Server server;
    private static FlakyProxy proxy;

    private final String prefix = "storages/" + UUID.randomUUID();

    @BeforeAll
    static void startServer() throws IOException {
        server = S3Server.start(folder);
        proxy = new FlakyProxy(server.port(), 2);
    }

    @AfterAll
    static void endServer() throws IOException {
        proxy.close();
        server.close();
        assertThat(proxy.faults()).isGreaterThan(20);
    }

    @Override
    protected BlobStore open() throws IOException {
        return new RetryingBlobStore(new S3BlobStore(server.settings(prefix, proxy.port())), OFTEN);
    }

    @Override
    protected Set<String> notOffered() {
        return Set.of("room-told");
    }

    /** What is tried on the server itself is asked for once: a trial that failed on its way tells so, and nothing of the server. */
    @Override
    protected boolean broken(Promise promise) {
        return super.broken(promise) && !promise.details().startsWith("failed: ");
    }

    /** Parts of uploads can't be read back. */
    @Override
    protected boolean showsUnfinished() {
        return false;
    }

    @Test
    void largeBlobsArriveWhole() throws IOException {
        var content = new byte[2 * S3BlobWriter.PART_BYTES + 4711];
        new Random(3).nextBytes(content);
        try (var store = open()) {
            for (int i = 0; i < 8; i++) {
                var key = new BlobKey("packs/ab/" + i);
                try (var writer = store.create(key, "writer")) {
                    for (int offset = 0; offset < content.length; offset += 1 << 20) {
                        writer.write(ByteBuffer.wrap(content, offset, Math.min(1 << 20, content.length - offset)));
                    }
                    writer.commit();
                }
                assertThat(read(store, key, 0, content.length)).isEqualTo(content);
                var streamed = ByteBuffer.allocate(content.length);
                try (var stream = store.stream(key)) {
                    while (streamed.hasRemaining() && stream.read(streamed) > 0) {
                        // on to the end
                    }
                }
                assertThat(streamed.array()).isEqualTo(content);
            }
        }
    }
}
