package io.longshore.server.driver.zstore;

import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import java.io.IOException;
import java.nio.file.Files;

class ZstoreDriverTest extends ZstoreContract {
    @Override
    protected BlobStore blobs() throws IOException {
        return new FileBlobStore(Files.createDirectories(folder.resolve("storage")));
    }
}
