package io.longshore.server.app;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageDrivers;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;

/** Says which driver is for which kind of location: a zstore for a folder. */
final class ZstoreDrivers implements StorageDrivers {
    private final ZstoreSettings settings;
    private final Function<String, Epochs> epochs;
    private final BlockCodec codec;
    private final InstantSource clock;

    /**
     * @param epochs gives each storage's epoch and leases, by its uuid
     * @param codec shared by all storages
     */
    ZstoreDrivers(ZstoreSettings settings, Function<String, Epochs> epochs, BlockCodec codec, InstantSource clock) {
        this.settings = settings;
        this.epochs = epochs;
        this.codec = codec;
        this.clock = clock;
    }

    @Override
    public StorageDriver create(String uuid, Location location) throws IOException {
        return switch (location) {
            case Location.File(var path) -> {
                FileBlobStore.prepare(path, Zstore.TOP_NAMES); // an interrupted try of ours may have begun
                yield create(uuid, new FileBlobStore(path));
            }
            case Location.S3 _, Location.Sftp _, Location.Ceph _ ->
                throw new IOException("this server has no driver for it");
        };
    }

    private StorageDriver create(String uuid, FileBlobStore blobs) throws IOException {
        UUID own = Uuids.parse(uuid);
        try {
            return zstore(uuid, blobs).create(own);
        } catch (IOException | RuntimeException e) {
            blobs.close();
            throw e;
        }
    }

    @Override
    public StorageDriver open(String uuid, Location location) throws IOException {
        return switch (location) {
            case Location.File(var path) -> open(uuid, new FileBlobStore(path));
            case Location.S3 _, Location.Sftp _, Location.Ceph _ ->
                throw new IOException("this server has no driver for it");
        };
    }

    private StorageDriver open(String uuid, FileBlobStore blobs) throws IOException {
        try {
            return zstore(uuid, blobs).open(Uuids.parse(uuid));
        } catch (IOException | RuntimeException e) {
            blobs.close();
            throw e;
        }
    }

    private Zstore zstore(String uuid, FileBlobStore blobs) {
        return new Zstore(blobs, settings, epochs.apply(uuid), codec, clock);
    }
}
