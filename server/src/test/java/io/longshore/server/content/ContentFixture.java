package io.longshore.server.content;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.zstore.MemoryEpochs;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.fixture.MemoryCatalog;
import io.longshore.server.fixture.MemoryTasks;
import io.longshore.server.fixture.MutableClock;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageDrivers;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.storage.StorageRegistry;
import io.longshore.server.storage.StorageUpkeep;
import io.longshore.server.task.Caller;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Uploads and reads on a catalog in memory and storages in a folder, which can be shut down and started again. */
final class ContentFixture implements AutoCloseable {
    static final Caller USER = new Caller("5".repeat(32));
    static final Caller STRANGER = new Caller("6".repeat(32));
    static final int BLOCK = 1 << 20;

    final MutableClock clock = new MutableClock();
    final MemoryCatalog catalog = new MemoryCatalog();
    final MemoryTasks tasks = new MemoryTasks(catalog, clock);
    private final Path folder;
    private final BlockCodec codec = new BlockCodec();
    private final Map<String, MemoryEpochs> epochs = new ConcurrentHashMap<>();
    private final TransferEngine engine = new TransferEngine(2, TransferEngine.DEFAULT_IN_FLIGHT_BYTES, clock);
    private Server server;

    /** What lives as long as the server runs. */
    private record Server(
            StorageRegistry registry,
            StorageAccess access,
            UploadLifecycle uploads,
            UploadIntake intake,
            UploadVerification verification) {}

    ContentFixture(Path folder) {
        this.folder = folder;
        this.server = start();
    }

    private Server start() {
        var upkeep = new StorageUpkeep(
                Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMinutes(1), 0, Duration.ZERO);
        var registry = new StorageRegistry(catalog.storages(), new Drivers(), clock, upkeep);
        registry.start();
        var access = new StorageAccess(catalog.storages(), registry, new Admission(catalog.storages(), registry));
        var sessions = new UploadSessions(catalog.uploads(), catalog.storages(), access, engine, catalog, clock);
        var uploads = new UploadLifecycle(
                catalog.uploads(), catalog.storages(), access, sessions, tasks::holder, catalog, clock);
        return new Server(
                registry,
                access,
                uploads,
                new UploadIntake(uploads, sessions),
                new UploadVerification(sessions, access));
    }

    /** Storages by uuid, each in a folder of that name. */
    private final class Drivers implements StorageDrivers {
        @Override
        public StorageDriver create(String uuid, Location location, StorageOptions options) throws IOException {
            return zstore(uuid).create(Uuids.parse(uuid));
        }

        @Override
        public StorageDriver open(String uuid, Location location, StorageOptions options) throws IOException {
            return zstore(uuid).open(Uuids.parse(uuid));
        }

        private Zstore zstore(String uuid) throws IOException {
            var place = Files.createDirectories(folder.resolve(uuid));
            var settings = new ZstoreSettings(new UUID(7, 7), "test", folder.resolve("cache-" + uuid));
            return new Zstore(
                    new FileBlobStore(place),
                    settings,
                    epochs.computeIfAbsent(uuid, _ -> new MemoryEpochs()),
                    codec,
                    clock);
        }
    }

    UploadLifecycle uploads() {
        return server.uploads();
    }

    UploadIntake intake() {
        return server.intake();
    }

    UploadVerification verification() {
        return server.verification();
    }

    StorageAccess storages() {
        return server.access();
    }

    Reads reads(StoredContent.Finder images) {
        return new Reads(images, images, server.access(), engine);
    }

    /** Ends the server, and starts it again. */
    void restart() {
        stop();
        server = start();
    }

    /** Ends the server, loses all that a storage has stored, and starts the server again. */
    void restartWithoutPacks(String storage) throws IOException {
        stop();
        try (var files = Files.walk(folder.resolve(storage).resolve("packs"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        server = start();
    }

    private void stop() {
        server.intake().close();
        server.registry().close();
    }

    /** A storage that is connected. */
    String storage(String name, BackupStorage.State state) throws IOException {
        var uuid = Uuids.random();
        var now = clock.instant();
        var location = new Location.File(folder.resolve(uuid));
        new Drivers().create(uuid, location, StorageOptions.USUAL).close();
        catalog.storages()
                .insert(new BackupStorage(
                        uuid,
                        Caller.ADMIN_ACCOUNT_UUID,
                        name,
                        null,
                        state,
                        location,
                        OptionalLong.empty(),
                        StorageOptions.USUAL,
                        0,
                        List.of(),
                        List.of(),
                        now,
                        now));
        restart();
        return uuid;
    }

    String storage() throws IOException {
        return storage("storage", BackupStorage.State.ENABLED);
    }

    /** Begins an upload of the user's. */
    Upload create(String storage, long sizeBytes) {
        return create(storage, sizeBytes, "", "");
    }

    Upload create(String storage, long sizeBytes, String root, String sha256) {
        return create(new NewUpload(storage, sizeBytes, sizeBytes, Optional.empty(), root, sha256, false));
    }

    Upload createWithoutMd5(String storage, long sizeBytes) {
        return create(new NewUpload(storage, sizeBytes, sizeBytes, Optional.empty(), "", "", true));
    }

    private Upload create(NewUpload asked) {
        return uploads().create(USER, asked);
    }

    /** Uploads all bytes in one call. */
    Upload upload(String storage, byte[] content) throws InterruptedException {
        var upload = create(storage, content.length);
        try (var writing = intake().start(USER, upload.uuid(), 0)) {
            writing.write(ByteBuffer.wrap(content));
            return writing.finish();
        }
    }

    /** Bytes that can't be compressed, the same for the same seed. */
    static byte[] content(long seed, int bytes) {
        var content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    @Override
    public void close() {
        stop();
        engine.close();
        codec.close();
    }
}
