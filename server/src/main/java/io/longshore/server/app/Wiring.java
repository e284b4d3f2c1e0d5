package io.longshore.server.app;

import io.longshore.server.account.FirstStart;
import io.longshore.server.account.Passwords;
import io.longshore.server.account.Sessions;
import io.longshore.server.backup.AdoptedVolumeBackups;
import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.CreateVmBackup;
import io.longshore.server.backup.CreateVolumeBackup;
import io.longshore.server.backup.DeleteVolumeBackup;
import io.longshore.server.backup.GroupCopy;
import io.longshore.server.backup.PlanSync;
import io.longshore.server.backup.PruneBackups;
import io.longshore.server.backup.SyncVmBackup;
import io.longshore.server.backup.UploadedBackups;
import io.longshore.server.backup.VolumeBackupAccess;
import io.longshore.server.backup.VolumeBackupManifests;
import io.longshore.server.catalog.Catalog;
import io.longshore.server.content.Reads;
import io.longshore.server.content.UploadIntake;
import io.longshore.server.content.UploadLifecycle;
import io.longshore.server.content.UploadSessions;
import io.longshore.server.content.UploadVerification;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.format.QemuImg;
import io.longshore.server.image.AddImage;
import io.longshore.server.image.AdoptedImages;
import io.longshore.server.image.ChangeImageState;
import io.longshore.server.image.CreateDataVolumeTemplate;
import io.longshore.server.image.DeleteImage;
import io.longshore.server.image.ExpungeImage;
import io.longshore.server.image.ImageAccess;
import io.longshore.server.image.ImageManifests;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.MigrateImage;
import io.longshore.server.image.PlanMigration;
import io.longshore.server.image.RecoverImage;
import io.longshore.server.image.UpdateImage;
import io.longshore.server.rpc.BackupCalls;
import io.longshore.server.rpc.ImageCalls;
import io.longshore.server.rpc.RpcServices;
import io.longshore.server.rpc.SessionCalls;
import io.longshore.server.rpc.StorageCalls;
import io.longshore.server.secret.SecretBox;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.AdoptBackupStorage;
import io.longshore.server.storage.AllManifestRows;
import io.longshore.server.storage.ChangeBackupStorageState;
import io.longshore.server.storage.CheckBackupStorage;
import io.longshore.server.storage.CreateBackupStorage;
import io.longshore.server.storage.DeleteBackupStorage;
import io.longshore.server.storage.EmptyTrash;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.storage.Notes;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.ReclaimSpace;
import io.longshore.server.storage.Reconciler;
import io.longshore.server.storage.Reconciliation;
import io.longshore.server.storage.ReconnectBackupStorage;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageDrivers;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StoragePlaces;
import io.longshore.server.storage.StorageRegistry;
import io.longshore.server.storage.Trash;
import io.longshore.server.storage.TrashRows;
import io.longshore.server.storage.UpdateBackupStorage;
import io.longshore.server.storage.scrub.ReadRescue;
import io.longshore.server.storage.scrub.VerifyBackupStorage;
import io.longshore.server.task.Caller;
import io.longshore.server.task.TaskEngine;
import io.longshore.server.task.TaskSettings;
import io.longshore.server.transfer.Conversions;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Puts the server's parts together, by hand and in one place: which class gets which. What is opened is left to a {@link Closing}, so that it is closed in the
 * opposite order, also when a later part can't be opened.
 */
final class Wiring {
    /** Tasks that do not stop in that time are left behind, and go on at the next start. */
    private static final Duration TASKS_STOP = Duration.ofSeconds(4);

    /** Damage that reads meet is gathered for so long before it is healed. */
    private static final Duration HEAL_AFTER = Duration.ofSeconds(10);

    /** In microseconds, as the catalog keeps times: what is answered first is what is answered ever after. */
    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));

    private final ServerConfig config;
    private final Catalog catalog;
    private final TransferEngine engine;
    private final Passwords passwords;
    private final SecretBox secrets;
    private final BlobStores blobs;
    private final StorageDrivers drivers;
    private final StorageRegistry registry;
    private final Admission admission;
    private final StorageAccess storages;
    private final AllManifestRows rows;
    private final ManifestAuthor author;
    private final RawConversion conversion;
    private final ManifestRemoval removal;
    private final Notes notes;
    private final UploadLifecycle uploads;
    private final UploadIntake intake;
    private final UploadVerification verification;
    private final TaskEngine tasks;
    private final Reconciler reconciler;

    private Wiring(
            ServerConfig config, Map<String, String> environment, Passwords passwords, FileSystem files, Closing open)
            throws IOException {
        this.config = config;
        this.passwords = passwords;
        secrets = SecretKeys.box(environment, config.dataFolder());
        catalog = open.add(Catalog.open(config.dataFolder(), TaskTypes.all()));
        var deployment = Deployment.of(config.dataFolder());
        engine = open.add(new TransferEngine(
                config.transfers().threads(), config.transfers().inFlightBytes(), clock));
        var cache = files.getPath(config.dataFolder().resolve("cache").toString());
        var settings = new ZstoreSettings(deployment, host(), Files.createDirectories(cache));
        var codec = open.add(new BlockCodec());
        blobs = new BlobStores(config.dataFolder(), secrets, files);
        drivers = new LocationDrivers(
                blobs,
                new CephStorages(deployment, config.dataFolder(), secrets, codec, this::goesOn),
                settings,
                catalog::epochs,
                codec,
                clock);
        registry = open.add(new StorageRegistry(catalog.backupStorages(), drivers, clock, config.storages()));
        admission = new Admission(catalog.backupStorages(), registry);
        storages = new StorageAccess(catalog.backupStorages(), registry, admission);
        rows = new AllManifestRows(List.of(
                new ImageManifests(catalog.images(), catalog.transactions(), clock),
                new VolumeBackupManifests(catalog.volumeBackups(), catalog.transactions(), clock),
                new TrashRows(catalog.backupStorages())));
        author = new ManifestAuthor(deployment, clock);
        var conversions = new Conversions(
                        config.dataFolder().resolve("conversions"), engine, new QemuImg(QemuImg.PROGRAM))
                .emptied();
        conversion = new RawConversion(conversions, storages, admission, engine, author);
        removal = new ManifestRemoval(registry, clock);
        notes = new Notes(
                registry,
                open.add(Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("notes").daemon().factory())));
        var sessions = new UploadSessions(
                catalog.uploads(), catalog.backupStorages(), storages, engine, catalog.transactions(), clock);
        uploads = new UploadLifecycle(
                catalog.uploads(),
                catalog.backupStorages(),
                storages,
                sessions,
                catalog.tasks()::holder,
                catalog.transactions(),
                clock);
        intake = new UploadIntake(uploads, sessions);
        verification = new UploadVerification(sessions, storages);
        tasks = open.add(new TaskEngine(catalog.transactions(), catalog.tasks(), taskSettings(), clock));
        open.add(intake);
        reconciler = new Reconciler(registry, rows, author, tasks);
    }

    private boolean goesOn(UUID task) {
        return catalog.tasks()
                .find(Uuids.of(task))
                .filter(record -> !record.task().state().terminal())
                .isPresent();
    }

    private static TaskSettings taskSettings() {
        var settings = TaskSettings.DEFAULTS;
        return new TaskSettings(
                settings.places(),
                settings.firstRetry(),
                settings.longestRetry(),
                settings.progressInterval(),
                settings.keep(),
                TASKS_STOP);
    }

    /** A name for the people who find a storage; none is no reason not to start. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    /**
     * Opens all that is behind the services and has it go on where it was.
     *
     * @param generated hears the first account's password, where it is made now
     */
    static RpcServices open(
            ServerConfig config, Map<String, String> environment, Consumer<String> generated, Closing open)
            throws IOException {
        var passwords = new Passwords(Passwords.ITERATIONS);
        return begun(config, environment, passwords, FileSystems.getDefault(), generated, open)
                .services();
    }

    /**
     * As {@link #open}, without the services.
     *
     * @param files where storages that are folders lie, and what is remembered of all: another one than the system's where a test has it lose what was not flushed
     */
    static Wiring begun(
            ServerConfig config,
            Map<String, String> environment,
            Passwords passwords,
            FileSystem files,
            Consumer<String> generated,
            Closing open)
            throws IOException {
        var wiring = new Wiring(config, environment, passwords, files, open);
        new FirstStart(wiring.catalog.accounts(), wiring.catalog.transactions(), wiring.passwords)
                .prepare(environment, config.dataFolder(), generated);
        wiring.registerImages();
        wiring.registerBackups();
        wiring.registerStorages();
        wiring.begin(open);
        return wiring;
    }

    private void registerImages() {
        tasks.register(
                ImageOperation.AddImage.class,
                new AddImage(catalog.images(), uploads, verification, storages, author, notes, conversion, clock));
        var migration = new MigrateImage(
                catalog.images(),
                catalog.backupStorages(),
                storages,
                admission,
                engine,
                author,
                removal,
                notes,
                conversion,
                clock);
        tasks.register(ImageOperation.MigrateImage.class, migration);
        tasks.register(
                ImageOperation.PlanMigration.class, new PlanMigration(migration, catalog.images(), storages, engine));
        tasks.register(
                ImageOperation.CreateDataVolumeTemplate.class,
                new CreateDataVolumeTemplate(
                        catalog.images(),
                        catalog.volumeBackups(),
                        storages,
                        admission,
                        engine,
                        author,
                        notes,
                        conversion,
                        clock));
        tasks.register(ImageOperation.ExpungeImage.class, new ExpungeImage(catalog.images(), removal, clock));
    }

    private void registerBackups() {
        var uploaded = new UploadedBackups(
                catalog.volumeBackups(), uploads, verification, storages, author, conversion, clock);
        tasks.register(BackupOperation.CreateVmBackup.class, new CreateVmBackup(uploaded, author, notes, clock));
        tasks.register(BackupOperation.CreateVolumeBackup.class, new CreateVolumeBackup(uploaded, notes));
        var copy = new GroupCopy(storages, admission, engine, author, conversion, clock);
        var sync = new SyncVmBackup(catalog.volumeBackups(), storages, admission, copy, removal, notes, clock);
        tasks.register(BackupOperation.SyncVmBackup.class, sync);
        tasks.register(
                BackupOperation.PlanSync.class, new PlanSync(sync, copy, catalog.volumeBackups(), storages, engine));
        tasks.register(BackupOperation.DeleteVolumeBackup.class, deleteVolumeBackup());
        tasks.register(
                BackupOperation.PruneBackups.class,
                new PruneBackups(catalog.volumeBackups(), storages, deleteVolumeBackup()));
    }

    private DeleteVolumeBackup deleteVolumeBackup() {
        return new DeleteVolumeBackup(catalog.volumeBackups(), storages, removal, clock);
    }

    private void registerStorages() {
        var places = new StoragePlaces(config.dataFolder(), config.dataFolder().resolve("storages"));
        tasks.register(
                StorageOperation.CreateBackupStorage.class,
                new CreateBackupStorage(catalog.backupStorages(), drivers, registry, places, clock));
        tasks.register(
                StorageOperation.DeleteBackupStorage.class,
                new DeleteBackupStorage(catalog.backupStorages(), storages, registry, rows, uploads::remainOn));
        tasks.register(StorageOperation.ReconnectBackupStorage.class, new ReconnectBackupStorage(storages, registry));
        tasks.register(StorageOperation.CheckBackupStorage.class, new CheckBackupStorage(storages, rows));
        tasks.register(
                StorageOperation.VerifyBackupStorage.class,
                new VerifyBackupStorage(
                        catalog.backupStorages(), registry, storages, rows, catalog.verifications(), clock));
        tasks.register(
                StorageOperation.AdoptBackupStorage.class,
                new AdoptBackupStorage(
                        catalog.backupStorages(),
                        drivers,
                        registry,
                        storages,
                        places,
                        List.of(
                                new AdoptedImages(catalog.images(), clock),
                                new AdoptedVolumeBackups(catalog.volumeBackups(), clock)),
                        clock));
        tasks.register(
                StorageOperation.ReclaimSpace.class,
                new ReclaimSpace(storages, rows, config.storages().idleLimit()));
        tasks.register(StorageOperation.EmptyTrash.class, new EmptyTrash(catalog.backupStorages(), storages));
    }

    /** Storages are open before tasks go on that need them. */
    private void begin(Closing open) {
        engine.rescue(open.add(new ReadRescue(catalog.backupStorages(), registry, tasks, HEAL_AFTER)));
        open.add(new Reconciliation(reconciler, catalog.backupStorages(), registry))
                .start(Reconciliation.EVERY);
        registry.onConnect(_ -> tasks.wake()); // what waited for the storage goes on
        registry.start();
        tasks.resume();
        var housekeeping = open.add(new Housekeeping());
        housekeeping.every(Duration.ofMinutes(10), "storages' traffic", blobs::report);
        housekeeping.every(Duration.ofMinutes(1), "idle uploads", intake::closeIdle);
        housekeeping.every(Duration.ofMinutes(10), "expired uploads", uploads::sweep);
        var copies = new CatalogBackups(
                config.dataFolder(), catalog.backupStorages(), registry, config.catalogCopyEvery(), clock);
        housekeeping.every(Duration.ofMinutes(1), "copies of the catalog", copies::runWhereDue);
    }

    RpcServices services() {
        var images = new ImageAccess(catalog.images());
        var backups = new VolumeBackupAccess(catalog.volumeBackups());
        var sessions = new Sessions(catalog.accounts(), catalog.transactions(), passwords, clock);
        return new RpcServices(
                tasks,
                new SessionCalls(sessions::login, sessions::loginWithSha512, sessions::logout, sessions::authenticate),
                imageCalls(images),
                backupCalls(backups),
                storageCalls(),
                uploads,
                intake,
                new Reads(images, backups, storages, engine),
                Uuids.random(),
                Caller.SERVER,
                clock);
    }

    private ImageCalls imageCalls(ImageAccess images) {
        return new ImageCalls(
                images::find,
                images::list,
                new UpdateImage(catalog.images(), tasks, notes, clock)::apply,
                new ChangeImageState(catalog.images(), tasks, notes, clock)::apply,
                new RecoverImage(catalog.images(), tasks, removal, clock)::apply,
                new DeleteImage(catalog.images(), tasks, removal, clock)::apply);
    }

    private BackupCalls backupCalls(VolumeBackupAccess backups) {
        var delete = deleteVolumeBackup();
        return new BackupCalls(
                backups::find,
                backups::list,
                backups::listGroups,
                (caller, requestId, uuid, storageUuids) ->
                        delete.operation(tasks, caller, requestId, uuid, storageUuids));
    }

    Catalog catalog() {
        return catalog;
    }

    StorageRegistry registry() {
        return registry;
    }

    Reconciler reconciler() {
        return reconciler;
    }

    AllManifestRows rows() {
        return rows;
    }

    TaskEngine tasks() {
        return tasks;
    }

    private StorageCalls storageCalls() {
        return new StorageCalls(
                storages::find,
                storages::list,
                storages::condition,
                new Trash(catalog.backupStorages(), storages)::list,
                new UpdateBackupStorage(catalog.backupStorages(), storages, drivers, tasks, clock)::apply,
                new ChangeBackupStorageState(catalog.backupStorages(), storages, tasks, clock)::apply,
                secrets::seal);
    }
}
