package io.longshore.server.storage;

import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storages that this server has open, by uuid. Opens all at {@link #start}, looks after them, and opens those that went away again, with growing
 * pauses. What may be done with a storage is for {@link StorageAccess} to say. Thread-safe.
 */
public final class StorageRegistry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StorageRegistry.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(5);

    private final BackupStorages storages;
    private final StorageDrivers drivers;
    private final InstantSource clock;
    private final StorageUpkeep upkeep;
    private final Map<String, StorageConnection> connections = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("storage-upkeep").daemon().factory());
    private final List<Consumer<String>> onConnect = new CopyOnWriteArrayList<>();

    public StorageRegistry(BackupStorages storages, StorageDrivers drivers, InstantSource clock, StorageUpkeep upkeep) {
        this.storages = storages;
        this.drivers = drivers;
        this.clock = clock;
        this.upkeep = upkeep;
    }

    /** Adds one who hears, on a thread of its own, that a storage answers: at the start and after each time it was away. To be called before {@link #start}. */
    public void onConnect(Consumer<String> listener) {
        onConnect.add(listener);
    }

    /**
     * Opens all storages of the catalog, side by side, and returns when each was tried once; looks after them from then on. What takes longer than a few seconds is
     * not waited for: one storage that does not answer keeps nobody from the others.
     */
    public void start() {
        var all = storages.all();
        var tried = new CountDownLatch(all.size());
        all.forEach(storage -> Thread.ofVirtual().start(() -> {
            try {
                look(storage);
            } finally {
                tried.countDown();
            }
        }));
        try {
            if (!tried.await(START_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                log.atWarn().addKeyValue("storages", tried.getCount()).log("storages are still being opened");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = timer.scheduleWithFixedDelay(this::lookAfterAll, 1, 1, TimeUnit.SECONDS);
    }

    /** Tries those storages again whose time has come, and looks whether the others still answer. Called by the timer; waits for none. */
    void lookAfterAll() {
        connections.forEach((uuid, connection) -> {
            if (connection.due()) {
                Thread.ofVirtual().start(() -> storages.find(uuid).ifPresent(this::look));
            }
        });
    }

    /** Asks a storage now whether it answers, or tries to open it. */
    public void look(BackupStorage storage) {
        tell(storage, connection(storage.uuid()).look(opening(storage)));
    }

    /** The same, having waited for whoever asks already. */
    void lookNow(BackupStorage storage) throws InterruptedException {
        tell(storage, connection(storage.uuid()).lookNow(opening(storage)));
    }

    private StorageConnection.Opening opening(BackupStorage storage) {
        return () -> drivers.open(storage.uuid(), storage.location(), storage.options());
    }

    private void tell(BackupStorage storage, boolean answersAgain) {
        if (answersAgain) {
            log.atInfo().addKeyValue("storage", storage.name()).log("storage connected");
            onConnect.forEach(listener -> Thread.ofVirtual().start(() -> listener.accept(storage.uuid())));
        }
    }

    private StorageConnection connection(String uuid) {
        return connections.computeIfAbsent(uuid, key -> new StorageConnection(key, clock, upkeep));
    }

    /** Takes a storage that was just made, or is open already, into care. */
    void add(String uuid, StorageDriver driver) {
        connection(uuid).connected(driver);
    }

    /** Closes a storage and forgets it. */
    void remove(String uuid) {
        var connection = connections.remove(uuid);
        if (connection != null) {
            connection.close();
        }
    }

    /** The driver of a storage that answers; empty where it does not. */
    public Optional<StorageDriver> find(String uuid) {
        return Optional.ofNullable(connections.get(uuid)).flatMap(StorageConnection::driver);
    }

    /** The driver of a storage; {@code STORAGE_DISCONNECTED} where it does not answer. */
    public StorageDriver driver(String uuid) {
        return find(uuid).orElseThrow(() -> disconnected(uuid));
    }

    private FailureException disconnected(String uuid) {
        return new FailureException(
                Reason.STORAGE_DISCONNECTED,
                "backup storage " + uuid + " does not answer: " + reason(uuid) + " (expected: connected)",
                Map.of("backupStorageUuid", uuid, "status", "DISCONNECTED"));
    }

    private String reason(String uuid) {
        var connection = connections.get(uuid);
        return connection == null ? "it is not open" : connection.reason();
    }

    /** What is true of a storage now; of one that does not answer, what was true when it last did. */
    public StorageCondition condition(BackupStorage storage) {
        var connection = connections.get(storage.uuid());
        var capacity = StorageCapacity.of(
                connection == null ? StorageConnection.NOTHING_KNOWN : connection.usage(),
                storage.capacityBytes(),
                storages.reserved(storage.uuid()),
                upkeep.reserveBytes());
        boolean connected = find(storage.uuid()).isPresent();
        return new StorageCondition(
                connected,
                connected ? "" : reason(storage.uuid()),
                connection == null ? "" : connection.durability(),
                connection == null ? "" : connection.clusterId(),
                connection == null ? Optional.empty() : connection.pool(),
                capacity.totalBytes(),
                capacity.availableBytes(),
                capacity.usedBytes(),
                capacity.reclaimableBytes(),
                capacity.reservedBytes());
    }

    /** Stops looking after the storages and closes them. Nothing may use them any more. */
    @Override
    public void close() {
        timer.shutdownNow();
        connections.keySet().forEach(this::remove);
    }
}
