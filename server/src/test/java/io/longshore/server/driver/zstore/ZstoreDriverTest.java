package io.longshore.server.driver.zstore;

import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageDriverContract;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class ZstoreDriverTest extends StorageDriverContract {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005a");

    @TempDir
    Path folder;

    private final MemoryEpochs epochs = new MemoryEpochs();
    private boolean made;

    @Override
    protected StorageDriver open() throws IOException {
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder.resolve("cache"));
        var place = Files.createDirectories(folder.resolve("storage"));
        var zstore = new Zstore(new FileBlobStore(place), settings, epochs, codec, InstantSource.system());
        var driver = made ? zstore.open(STORAGE) : zstore.create(STORAGE);
        made = true;
        return driver;
    }

    @Override
    protected void endLease(UUID task) {
        epochs.end(task);
    }
}
