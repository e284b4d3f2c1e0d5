package io.longshore.server.app;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageDrivers;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Function;

/** Says which driver is for which kind of location: a zstore for whatever keeps blobs, images for a Ceph pool. */
final class LocationDrivers implements StorageDrivers {
    /** Of a pool: nothing in it is shared, and nobody waits for who counts on it. */
    private static final long NO_EPOCH = 0;

    private final BlobStores stores;
    private final CephStorages ceph;
    private final ZstoreSettings settings;
    private final Function<String, Epochs> epochs;
    private final BlockCodec codec;
    private final InstantSource clock;

    /**
     * @param epochs gives each storage's epoch and leases, by its uuid
     * @param codec shared by all storages
     */
    LocationDrivers(
            BlobStores stores,
            CephStorages ceph,
            ZstoreSettings settings,
            Function<String, Epochs> epochs,
            BlockCodec codec,
            InstantSource clock) {
        this.stores = stores;
        this.ceph = ceph;
        this.settings = settings;
        this.epochs = epochs;
        this.codec = codec;
        this.clock = clock;
    }

    @Override
    public StorageDriver create(String uuid, Location location, StorageOptions options) throws IOException {
        return switch (location) {
            case Location.File file -> create(uuid, stores.create(uuid, file, options));
            case Location.S3 s3 -> create(uuid, stores.create(uuid, s3, options));
            case Location.Sftp sftp -> create(uuid, stores.create(uuid, sftp, options));
            case Location.Ceph place -> ceph.at(place, epochs.apply(uuid)).create(Uuids.parse(uuid));
        };
    }

    private StorageDriver create(String uuid, BlobStore blobs) throws IOException {
        return closingOnFailure(blobs, () -> zstore(uuid, blobs).create(Uuids.parse(uuid)));
    }

    @Override
    public StorageDriver open(String uuid, Location location, StorageOptions options) throws IOException {
        return switch (location) {
            case Location.File file -> open(uuid, stores.open(uuid, file, options));
            case Location.S3 s3 -> open(uuid, stores.open(uuid, s3, options));
            case Location.Sftp sftp -> open(uuid, stores.open(uuid, sftp, options));
            case Location.Ceph place -> ceph.at(place, epochs.apply(uuid)).open(Uuids.parse(uuid));
        };
    }

    private StorageDriver open(String uuid, BlobStore blobs) throws IOException {
        return closingOnFailure(blobs, () -> zstore(uuid, blobs).open(Uuids.parse(uuid)));
    }

    @Override
    public String uuid(Location location, StorageOptions options) throws IOException {
        return switch (location) {
            case Location.File file -> uuid(stores.open("", file, options));
            case Location.S3 s3 -> uuid(stores.open("", s3, options));
            case Location.Sftp sftp -> uuid(stores.open("", sftp, options));
            case Location.Ceph place ->
                Uuids.of(ceph.at(place, epochs.apply("")).uuid());
        };
    }

    private static String uuid(BlobStore opened) throws IOException {
        try (opened) {
            return Uuids.of(Zstore.uuid(opened));
        }
    }

    @Override
    public Adopted adopt(String uuid, Location location, StorageOptions options) throws IOException {
        return switch (location) {
            case Location.File file -> adopt(uuid, stores.open(uuid, file, options));
            case Location.S3 s3 -> adopt(uuid, stores.open(uuid, s3, options));
            case Location.Sftp sftp -> adopt(uuid, stores.open(uuid, sftp, options));
            case Location.Ceph place ->
                new Adopted(ceph.at(place, epochs.apply(uuid)).adopt(Uuids.parse(uuid)), NO_EPOCH);
        };
    }

    private Adopted adopt(String uuid, BlobStore blobs) throws IOException {
        try {
            var adopted = zstore(uuid, blobs).adopt(Uuids.parse(uuid));
            return new Adopted(adopted.driver(), adopted.epoch());
        } catch (IOException | RuntimeException e) {
            blobs.close();
            throw e;
        }
    }

    @Override
    public void change(String uuid, StorageOptions options) {
        stores.change(uuid, options);
    }

    /** Makes a driver of a store. */
    private interface Opening {
        StorageDriver open() throws IOException;
    }

    private static StorageDriver closingOnFailure(BlobStore blobs, Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException | RuntimeException e) {
            blobs.close();
            throw e;
        }
    }

    private Zstore zstore(String uuid, BlobStore blobs) {
        return new Zstore(blobs, settings, epochs.apply(uuid), codec, clock);
    }
}
