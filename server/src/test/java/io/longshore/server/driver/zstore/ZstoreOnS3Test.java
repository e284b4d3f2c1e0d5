package io.longshore.server.driver.zstore;

import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.s3.S3BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
