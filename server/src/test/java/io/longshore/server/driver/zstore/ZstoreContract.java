package io.longshore.server.driver.zstore;

import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageDriverContract;
import io.longshore.server.driver.zstore.blob.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** A zstore keeps what every driver promises, wherever its blobs lie. */
abstract class ZstoreContract extends StorageDriverContract {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005a");

    @TempDir
    protected Path folder;

    protected final MemoryEpochs epochs = new MemoryEpochs();
    private boolean made;

    /** Connects to the place of this test's storage. */
    protected abstract BlobStore blobs() throws IOException;

    @Override
    protected StorageDriver open() throws IOException {
        return open(blobs());
    }

    protected StorageDriver open(BlobStore blobs) throws IOException {
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder.resolve("cache"));
        var zstore = new Zstore(blobs, settings, epochs, codec, InstantSource.system());
        var driver = made ? zstore.open(STORAGE) : zstore.create(STORAGE);
        made = true;
        return driver;
    }

    @Override
    protected void endLease(UUID task) {
        epochs.end(task);
    }
}
