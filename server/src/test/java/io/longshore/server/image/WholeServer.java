package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.app.TaskTypes;
import io.longshore.server.backup.AdoptedVolumeBackups;
import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.CreateVmBackup;
import io.longshore.server.backup.DeleteVolumeBackup;
import io.longshore.server.backup.GroupCopy;
import io.longshore.server.backup.PlanSync;
import io.longshore.server.backup.SyncVmBackup;
import io.longshore.server.backup.UploadedBackups;
import io.longshore.server.backup.VolumeBackupManifests;
import io.longshore.server.catalog.Catalog;
import io.longshore.server.content.NewUpload;
import io.longshore.server.content.UploadIntake;
import io.longshore.server.content.UploadLifecycle;
import io.longshore.server.content.UploadSessions;
import io.longshore.server.content.UploadVerification;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BoundedBlobStore;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.format.QemuImg;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.AdoptBackupStorage;
import io.longshore.server.storage.AllManifestRows;
import io.longshore.server.storage.CheckBackupStorage;
import io.longshore.server.storage.CreateBackupStorage;
import io.longshore.server.storage.DeleteBackupStorage;
import io.longshore.server.storage.EmptyTrash;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.storage.Notes;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.ReclaimSpace;
import io.longshore.server.storage.Reconciler;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageDrivers;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.storage.StoragePlaces;
import io.longshore.server.storage.StorageRegistry;
import io.longshore.server.storage.StorageUpkeep;
import io.longshore.server.storage.TrashRows;
import io.longshore.server.storage.scrub.ReadRescue;
import io.longshore.server.storage.scrub.VerifyBackupStorage;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Result;
import io.longshore.server.task.TaskEngine;
import io.longshore.server.task.TaskSettings;
import io.longshore.server.task.TaskState;
import io.longshore.server.transfer.Conversions;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** All that is behind the services, on real parts: SQLite, zstores in folders, the task engine. Opened again on the same folder it is a restarted server. */
final class WholeServer implements AutoCloseable {
    /** A suspended task is not tried again by itself while a test runs. */
    private static final TaskSettings SETTINGS = new TaskSettings(
            8,
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofMillis(100),
            Duration.ofDays(7),
            Duration.ofSeconds(20));

    final Caller admin = Caller.SERVER;
    final Catalog catalog;
    final StorageRegistry registry;
    final StorageAccess access;
    final Reconciler reconciler;
    final TaskEngine tasks;
    final TransferEngine engine;
    final ReadRescue rescue;
    final DeleteImage deleteImage;
    final RecoverImage recoverImage;
    private final Path folder;
    private final Map<String, BoundedBlobStore> blobs = new ConcurrentHashMap<>();
    private final BlockCodec codec = new BlockCodec();
    private final UploadLifecycle uploads;
    private final UploadIntake intake;

    WholeServer(Path folder) throws IOException {
        this(folder, new UUID(4, 2));
    }

    /** One of another deployment. */
    WholeServer(Path folder, UUID deployment) throws IOException {
        this.folder = folder;
        var clock = Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
        catalog = Catalog.open(folder.resolve("data"), TaskTypes.all());
        engine = new TransferEngine(2, TransferEngine.DEFAULT_IN_FLIGHT_BYTES, clock);
        var upkeep = new StorageUpkeep(
                Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMinutes(1), 0, Duration.ZERO);
        var drivers = drivers(deployment, clock);
        var storages = catalog.backupStorages();
        registry = new StorageRegistry(storages, drivers, clock, upkeep);
        var admission = new Admission(storages, registry);
        access = new StorageAccess(storages, registry, admission);
        var rows = new AllManifestRows(List.of(
                new ImageManifests(catalog.images(), catalog.transactions(), clock),
                new VolumeBackupManifests(catalog.volumeBackups(), catalog.transactions(), clock),
                new TrashRows(storages)));
        var author = new ManifestAuthor(deployment, clock);
        var removal = new ManifestRemoval(registry, clock);
        var notes = new Notes(registry, Runnable::run);
        tasks = new TaskEngine(catalog.transactions(), catalog.tasks(), SETTINGS, clock);
        reconciler = new Reconciler(registry, rows, author, tasks);
        var sessions = new UploadSessions(catalog.uploads(), storages, access, engine, catalog.transactions(), clock);
        uploads = new UploadLifecycle(
                catalog.uploads(), storages, access, sessions, catalog.tasks()::holder, catalog.transactions(), clock);
        intake = new UploadIntake(uploads, sessions);
        var verification = new UploadVerification(sessions, access);
        var conversions = new Conversions(folder.resolve("conversions"), engine, new QemuImg(QemuImg.PROGRAM));
        var conversion = new RawConversion(conversions, access, admission, engine, author);
        deleteImage = new DeleteImage(catalog.images(), tasks, removal, clock);
        recoverImage = new RecoverImage(catalog.images(), tasks, removal, clock);

        tasks.register(
                ImageOperation.AddImage.class,
                new AddImage(catalog.images(), uploads, verification, access, author, notes, conversion, clock));
        var migration = new MigrateImage(
                catalog.images(), storages, access, admission, engine, author, removal, notes, conversion, clock);
        tasks.register(ImageOperation.MigrateImage.class, migration);
        tasks.register(
                ImageOperation.PlanMigration.class, new PlanMigration(migration, catalog.images(), access, engine));
        tasks.register(
                ImageOperation.CreateDataVolumeTemplate.class,
                new CreateDataVolumeTemplate(
                        catalog.images(),
                        catalog.volumeBackups(),
                        access,
                        admission,
                        engine,
                        author,
                        notes,
                        conversion,
                        clock));
        tasks.register(ImageOperation.ExpungeImage.class, new ExpungeImage(catalog.images(), removal, clock));
        var uploaded =
                new UploadedBackups(catalog.volumeBackups(), uploads, verification, access, author, conversion, clock);
        tasks.register(BackupOperation.CreateVmBackup.class, new CreateVmBackup(uploaded, author, notes, clock));
        var copy = new GroupCopy(access, admission, engine, author, conversion, clock);
        var sync = new SyncVmBackup(catalog.volumeBackups(), access, admission, copy, removal, notes, clock);
        tasks.register(BackupOperation.SyncVmBackup.class, sync);
        tasks.register(
                BackupOperation.PlanSync.class, new PlanSync(sync, copy, catalog.volumeBackups(), access, engine));
        tasks.register(
                BackupOperation.DeleteVolumeBackup.class,
                new DeleteVolumeBackup(catalog.volumeBackups(), access, removal, clock));
        var places = new StoragePlaces(folder.resolve("data"), folder.resolve("data/storages"));
        tasks.register(
                StorageOperation.CreateBackupStorage.class,
                new CreateBackupStorage(storages, drivers, registry, places, clock));
        tasks.register(
                StorageOperation.DeleteBackupStorage.class,
                new DeleteBackupStorage(storages, access, registry, rows, uploads::remainOn));
        tasks.register(StorageOperation.CheckBackupStorage.class, new CheckBackupStorage(access, rows));
        tasks.register(
                StorageOperation.VerifyBackupStorage.class,
                new VerifyBackupStorage(storages, registry, access, rows, catalog.verifications(), clock));
        tasks.register(
                StorageOperation.AdoptBackupStorage.class,
                new AdoptBackupStorage(
                        storages,
                        drivers,
                        registry,
                        access,
                        places,
                        List.of(
                                new AdoptedImages(catalog.images(), clock),
                                new AdoptedVolumeBackups(catalog.volumeBackups(), clock)),
                        clock));
        tasks.register(StorageOperation.ReclaimSpace.class, new ReclaimSpace(access, rows, Duration.ZERO));
        tasks.register(StorageOperation.EmptyTrash.class, new EmptyTrash(storages, access));
        rescue = new ReadRescue(storages, registry, tasks, Duration.ofMillis(1));
        engine.rescue(rescue);
        registry.start();
        tasks.resume();
    }

    private BlobStore bounded(Path path) throws IOException {
        var store = new BoundedBlobStore(new FileBlobStore(Files.createDirectories(path)));
        blobs.put(path.getFileName().toString(), store);
        return store;
    }

    /** Leaves room for so many bytes on a storage. */
    void leaveRoom(String name, long bytes) {
        Objects.requireNonNull(blobs.get(name)).leave(bytes);
    }

    private StorageDrivers drivers(UUID deployment, Clock clock) {
        return new StorageDrivers() {
            private Zstore zstore(String uuid, Location location) throws IOException {
                return switch (location) {
                    case Location.File(var path) ->
                        new Zstore(
                                bounded(path),
                                new ZstoreSettings(deployment, "here", folder.resolve("data/index")),
                                catalog.epochs(uuid),
                                codec,
                                clock);
                    default -> throw new IOException(location.words() + " (expected: a folder)");
                };
            }

            @Override
            public StorageDriver create(String uuid, Location location, StorageOptions options) throws IOException {
                return zstore(uuid, location).create(Uuids.parse(uuid));
            }

            @Override
            public String uuid(Location location, StorageOptions options) throws IOException {
                return location instanceof Location.File(var path)
                        ? Uuids.of(Zstore.uuid(new FileBlobStore(path)))
                        : StorageDrivers.super.uuid(location, options);
            }

            @Override
            public Adopted adopt(String uuid, Location location, StorageOptions options) throws IOException {
                var adopted = zstore(uuid, location).adopt(Uuids.parse(uuid));
                return new Adopted(adopted.driver(), adopted.epoch());
            }

            @Override
            public StorageDriver open(String uuid, Location location, StorageOptions options) throws IOException {
                return zstore(uuid, location).open(Uuids.parse(uuid));
            }
        };
    }

    /** Starts an operation and waits for its good end. */
    <R extends Result> R run(Class<R> result, Operation operation) throws InterruptedException {
        var task = tasks.await(tasks.start(admin, Optional.empty(), operation).uuid());
        if (task.state() instanceof TaskState.Succeeded succeeded) {
            return result.cast(succeeded.result());
        }
        throw new AssertionError("task ended as " + task.state());
    }

    /** A storage in a folder of its own. */
    String storage(String name) throws InterruptedException {
        var uuid = Uuids.random();
        var _ = tasks.await(tasks.start(
                        admin,
                        Optional.empty(),
                        new StorageOperation.CreateBackupStorage(
                                uuid,
                                name,
                                null,
                                new Location.File(folder.resolve(name)),
                                OptionalLong.empty(),
                                StorageOptions.USUAL,
                                List.of(),
                                List.of()))
                .uuid());
        return uuid;
    }

    /** A complete upload. */
    String upload(String storage, byte[] content) throws InterruptedException {
        var upload = uploads.create(
                admin, new NewUpload(storage, content.length, content.length, Optional.empty(), "", "", false));
        try (var writing = intake.start(admin, upload.uuid(), 0)) {
            writing.write(ByteBuffer.allocateDirect(content.length).put(content).flip());
            var _ = writing.finish();
        }
        return upload.uuid();
    }

    /** An image of bytes. */
    Image image(String storage, byte[] content) throws InterruptedException {
        var said = new ImageOperation.Description(
                "image", null, null, null, null, null, false, null, List.of(), List.of());
        return run(
                        ImageResult.Stored.class,
                        new ImageOperation.AddImage(Uuids.random(), upload(storage, content), "", null, said))
                .image();
    }

    /** What a storage has of a disk. */
    byte[] read(String storage, DiskIdentity disk) throws IOException {
        try (var reader = registry.driver(storage).open(disk)) {
            var target = ByteBuffer.allocate(Math.toIntExact(disk.lengthBytes()));
            reader.read(0, target);
            return target.array();
        }
    }

    /** The packs of the storage with a name, the largest first: those of blocks before those of nodes. */
    List<Path> packs(String name) throws IOException {
        try (var files = Files.walk(folder.resolve(name).resolve("packs"))) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().length())
                            .reversed())
                    .toList();
        }
    }

    /** Damages a file: flips a bit at an offset, which counts from its end where it is negative. */
    static void flip(Path file, long offset) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(offset < 0 ? bytes.length + offset : offset)] ^= 1;
        Files.write(file, bytes);
    }

    @Override
    public void close() throws IOException {
        intake.close();
        rescue.close();
        tasks.close();
        engine.close();
        registry.close();
        codec.close();
        catalog.close();
    }
}
