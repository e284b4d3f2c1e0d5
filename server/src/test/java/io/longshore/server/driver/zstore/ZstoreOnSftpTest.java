package io.longshore.server.driver.zstore;

import io.longshore.server.driver.peer.SshServer;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.sftp.SftpBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
