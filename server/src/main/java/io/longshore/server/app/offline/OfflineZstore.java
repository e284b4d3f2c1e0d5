package io.longshore.server.app.offline;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A zstore in a folder, opened without server or catalog. Nothing is written to it; what is kept meanwhile lies in a temporary folder. */
final class OfflineZstore implements AutoCloseable {
    private final Path cache;
    private final BlockCodec codec;
    private final StorageDriver driver;

    private OfflineZstore(Path cache, BlockCodec codec, StorageDriver driver) {
        this.cache = cache;
        this.codec = codec;
        this.driver = driver;
    }

    static OfflineZstore open(Path folder) throws IOException {
        var cache = Files.createTempDirectory("longshore-zstore");
        var codec = new BlockCodec();
        boolean opened = false;
        try {
            var driver = Zstore.read(new FileBlobStore(folder), cache, codec);
            opened = true;
            return new OfflineZstore(cache, codec, driver);
        } finally {
            if (!opened) {
                codec.close();
                delete(cache);
            }
        }
    }

    StorageDriver driver() {
        return driver;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            driver.close();
        } finally {
            codec.close();
            delete(cache);
        }
    }
}
