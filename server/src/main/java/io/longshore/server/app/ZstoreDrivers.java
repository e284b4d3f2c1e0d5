package io.longshore.server.app;

import io.longshore.server.driver.StorageDriver;
import io.longshore.server.storage.BackupStorage.Location;
import io.longshore.server.storage.StorageDrivers;
import java.io.IOException;
import java.util.UUID;

/** Says which driver is for which kind of location. */
final class ZstoreDrivers implements StorageDrivers {
    private final UUID deployment;

    ZstoreDrivers(UUID deployment) {
        this.deployment = deployment;
    }

    @Override
    public StorageDriver create(String uuid, Location location) throws IOException {
        throw new IOException("no driver yet for " + location + " of " + deployment);
    }

    @Override
    public StorageDriver open(String uuid, Location location) throws IOException {
        throw new IOException("no driver yet for " + location + " of " + deployment);
    }
}
