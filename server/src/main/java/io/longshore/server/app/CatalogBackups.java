package io.longshore.server.app;

import io.longshore.server.catalog.CatalogCopy;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.StorageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a copy of the catalog on every storage that answers, is ours and keeps one, once in a while. When it last did so is the time of a file in the data folder: a
 * server that is restarted often does so no less.
 */
final class CatalogBackups {
    private static final Logger log = LoggerFactory.getLogger(CatalogBackups.class);
    private static final String LAST = "catalog-copied";

    private final Path dataFolder;
    private final BackupStorages storages;
    private final StorageRegistry registry;
    private final Duration every;
    private final InstantSource clock;

    /** @param every how long after a copy the next one is made; zero for never */
    CatalogBackups(
            Path dataFolder, BackupStorages storages, StorageRegistry registry, Duration every, InstantSource clock) {
        this.dataFolder = dataFolder;
        this.storages = storages;
        this.registry = registry;
        this.every = every;
        this.clock = clock;
    }

    /** Makes one copy and puts it on each storage, where it is time. Returns on how many it is. */
    int runWhereDue() {
        try {
            if (every.isZero() || !due()) {
                return 0;
            }
            int copies = run();
            Files.setLastModifiedTime(dataFolder.resolve(LAST), FileTime.from(clock.instant()));
            return copies;
        } catch (IOException e) {
            log.atWarn().setCause(e).log("catalog not copied");
            return 0;
        }
    }

    /** The first time comes as long after the first start. */
    private boolean due() throws IOException {
        var last = dataFolder.resolve(LAST);
        if (!Files.exists(last)) {
            Files.createFile(last);
            Files.setLastModifiedTime(last, FileTime.from(clock.instant()));
            return false;
        }
        return !Files.getLastModifiedTime(last).toInstant().plus(every).isAfter(clock.instant());
    }

    private int run() throws IOException {
        var copy = Files.createDirectories(dataFolder.resolve("cache")).resolve("catalog-copy.sqlite");
        Files.deleteIfExists(copy);
        try {
            CatalogCopy.make(dataFolder, copy);
            int copies = 0;
            for (var storage : storages.all()) {
                copies += put(copy, storage) ? 1 : 0;
            }
            log.atInfo().addKeyValue("storages", copies).log("catalog copied");
            return copies;
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private boolean put(Path copy, BackupStorage storage) {
        var driver = registry.find(storage.uuid());
        try {
            return driver.isPresent() && driver.get().putCatalogCopy(copy);
        } catch (ReadOnlyStorageException _) {
            return false; // another deployment's
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("storage", storage.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("no copy of the catalog on a storage");
            return false;
        }
    }
}
