package io.longshore.server.catalog;

import io.longshore.server.account.Accounts;
import io.longshore.server.backup.VolumeBackups;
import io.longshore.server.content.Uploads;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.image.Images;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.scrub.VerificationTimes;
import io.longshore.server.task.TaskRecords;
import io.longshore.server.task.Transactions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * All that one server keeps, in a SQLite file in its data folder, which is its own as long as it is open. Thread-safe.
 *
 * <p>{@snippet :
 * var catalog = Catalog.open(dataFolder, types);
 * var tasks = new TaskEngine(catalog.transactions(), catalog.tasks(), TaskSettings.DEFAULTS, Clock.systemUTC());
 * }
 */
public final class Catalog implements AutoCloseable {
    /** The catalog within the data folder. */
    static final String FILE = "catalog.sqlite";

    private final DataFolderLock lock;
    private final Database database;
    private final Images images;
    private final VolumeBackups volumeBackups;
    private final BackupStorages backupStorages;
    private final Uploads uploads;
    private final Accounts accounts;
    private final TaskRecords tasks;

    private Catalog(DataFolderLock lock, Database database, StoredTypes types) {
        this.lock = lock;
        this.database = database;
        this.images = new StoredImages(database);
        this.volumeBackups = new StoredVolumeBackups(database);
        this.backupStorages = new StoredBackupStorages(database);
        this.uploads = new StoredUploads(database);
        this.accounts = new StoredAccounts(database);
        this.tasks = new StoredTasks(database, types);
    }

    /**
     * Takes a data folder and opens its catalog; makes both where they are missing.
     *
     * @param types how the operations and results of tasks are kept
     * @throws DataFolderInUseException another server has the folder
     * @throws NewerCatalogException a later release has changed the catalog
     */
    public static Catalog open(Path dataFolder, StoredTypes types) throws IOException {
        var lock = DataFolderLock.take(dataFolder);
        try {
            return new Catalog(lock, Database.open(dataFolder.resolve(FILE)), types);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Transactions transactions() {
        return database;
    }

    public Images images() {
        return images;
    }

    public VolumeBackups volumeBackups() {
        return volumeBackups;
    }

    public BackupStorages backupStorages() {
        return backupStorages;
    }

    public Uploads uploads() {
        return uploads;
    }

    public Accounts accounts() {
        return accounts;
    }

    public TaskRecords tasks() {
        return tasks;
    }

    /** When the parts of storages were last verified. */
    public VerificationTimes verifications() {
        return new StoredVerifications(database);
    }

    /** The epoch of a storage and the leases on it. The storage may come into the catalog later, but before the first lease. */
    public Epochs epochs(String backupStorageUuid) {
        return new StoredEpochs(database, backupStorageUuid);
    }

    /** Closes the file and gives the folder back. What still runs on the catalog fails. */
    @Override
    public void close() throws IOException {
        try (lock) {
            database.close();
        }
    }
}
