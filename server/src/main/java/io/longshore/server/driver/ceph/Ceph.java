package io.longshore.server.driver.ceph;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.ceph.client.Rados;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Makes and opens storages in Ceph pools. */
public final class Ceph {
    static final String UUID_KEY = "uuid";
    static final String OWNER = "owner";
    private static final String FORMAT = "format";
    private static final String VERSION = "1";

    private final CephSettings settings;
    private final WriterLeases leases;
    private final BlockCodec codec;

    /**
     * Says where a storage lies and who opens it.
     *
     * @param leases who counts on what lies there, as the catalog keeps it
     * @param codec shared by all storages; stays open
     */
    public Ceph(CephSettings settings, WriterLeases leases, BlockCodec codec) {
        this.settings = settings;
        this.leases = leases;
        this.codec = codec;
    }

    /**
     * Makes an empty storage in the pool, beside whatever images lie there, and opens it. Doing that again for the same uuid opens it.
     *
     * @throws StorageFormatException when another storage lies there
     */
    public CephDriver create(UUID uuid) throws IOException {
        try (var rados = Rados.connect(settings.cluster());
                var pool = rados.pool(settings.pool(), settings.namespace())) {
            pool.map(Names.STORAGE)
                    .create(Map.of(
                            FORMAT, bytes(VERSION),
                            UUID_KEY, bytes(Uuids.of(uuid)),
                            OWNER, bytes(Uuids.of(settings.deployment()))));
        }
        return open(uuid);
    }

    /**
     * Opens a storage. One that is another deployment's opens read-only.
     *
     * @throws StorageFormatException when no storage of this uuid lies there, or it is of a format not known here
     */
    public CephDriver open(UUID uuid) throws IOException {
        var connection = SharedConnection.open(settings);
        boolean opened = false;
        try {
            check(connection.get(), uuid);
            var workshop = Workshop.of(codec, connection.rados().patience());
            var driver = new CephDriver(uuid, settings, leases, workshop, connection);
            driver.start();
            opened = true;
            return driver;
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    /**
     * The uuid of the storage that lies in the pool, whosever it is.
     *
     * @throws StorageFormatException when none lies there, or it is of a format not known here
     */
    public UUID uuid() throws IOException {
        try (var rados = Rados.connect(settings.cluster());
                var pool = rados.pool(settings.pool(), settings.namespace())) {
            return uuid(pool);
        }
    }

    /**
     * Takes over a storage that was made by whomever, and opens it. Whoever held it until now can only read it: the owner is asked for before each change.
     *
     * @throws StorageFormatException when no storage of this uuid lies there, or it is of a format not known here
     */
    public CephDriver adopt(UUID uuid) throws IOException {
        try (var rados = Rados.connect(settings.cluster());
                var pool = rados.pool(settings.pool(), settings.namespace())) {
            check(pool, uuid);
            pool.map(Names.STORAGE).put(OWNER, bytes(Uuids.of(settings.deployment())));
        }
        return open(uuid);
    }

    private static void check(RadosPool pool, UUID uuid) throws IOException {
        expect("storage", Uuids.of(uuid), Uuids.of(uuid(pool)));
    }

    private static UUID uuid(RadosPool pool) throws IOException {
        var storage = pool.map(Names.STORAGE).list("");
        if (storage.isEmpty()) {
            throw new StorageFormatException("pool " + pool.name() + ": no storage (expected: one)");
        }
        expect("format", VERSION, text(storage, FORMAT));
        return Uuids.parse(text(storage, UUID_KEY));
    }

    private static void expect(String what, String expected, String found) throws StorageFormatException {
        if (!found.equals(expected)) {
            throw new StorageFormatException(what + ": " + found + " (expected: " + expected + ")");
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Map<String, byte[]> values, String key) {
        return new String(values.getOrDefault(key, new byte[0]), StandardCharsets.UTF_8);
    }
}
