package io.longshore.server.storage.scrub;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageRegistry;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Tasks;
import io.longshore.server.transfer.Rescue;
import io.longshore.server.uuid.Uuids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves readers from other storages what the one they read has damaged or lost, and has that storage healed soon after: by a task that looks at known damage
 * alone, one for all that was met meanwhile. Thread-safe.
 */
public final class ReadRescue implements Rescue, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadRescue.class);

    /** Blocks that all readers have at a time: damage is rare, and others wait. */
    private static final int BUFFERS = 4;

    private final BackupStorages storages;
    private final StorageRegistry registry;
    private final Tasks tasks;
    private final Duration healAfter;
    private final BlockBuffers buffers = new BlockBuffers(BUFFERS);

    /** What came from elsewhere since each storage was healed last. */
    private final Map<UUID, Long> toHeal = new ConcurrentHashMap<>();

    private final AtomicLong rescued = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("read-rescue").daemon().factory());

    /** @param healAfter how long to gather damage before a storage is healed */
    public ReadRescue(BackupStorages storages, StorageRegistry registry, Tasks tasks, Duration healAfter) {
        this.storages = storages;
        this.registry = registry;
        this.tasks = tasks;
        this.healAfter = healAfter;
    }

    @Override
    public Optional<EncodedBlock> block(UUID storage, DiskIdentity disk, long index, Digest digest) {
        return noted(storage, digest, elsewhere(storage).block(disk, index, digest));
    }

    @Override
    public Optional<TreeNode> node(UUID storage, DiskIdentity disk, int level, Digest digest) {
        return noted(storage, digest, elsewhere(storage).node(disk, level, digest));
    }

    /** How many blocks and nodes came from elsewhere, since the server began. */
    public long rescued() {
        return rescued.get();
    }

    private Elsewhere elsewhere(UUID storage) {
        return new Elsewhere(() -> others(storage), buffers);
    }

    private List<StorageDriver> others(UUID storage) {
        return storages.all().stream()
                .map(BackupStorage::uuid)
                .filter(other -> !other.equals(Uuids.of(storage)))
                .flatMap(other -> registry.find(other).stream())
                .toList();
    }

    private <T> Optional<T> noted(UUID storage, Digest digest, Optional<T> found) {
        if (found.isPresent()) {
            rescued.incrementAndGet();
            if (toHeal.merge(storage, 1L, Long::sum) == 1) {
                log.atWarn()
                        .addKeyValue("storage", storage)
                        .addKeyValue("digest", digest)
                        .log("damaged or missing where it was read; taken from another storage");
                var _ = timer.schedule(() -> heal(storage), healAfter.toMillis(), TimeUnit.MILLISECONDS);
            }
        } else {
            log.atError()
                    .addKeyValue("storage", storage)
                    .addKeyValue("digest", digest)
                    .log("damaged or missing where it was read, and on no other storage");
        }
        return found;
    }

    private void heal(UUID storage) {
        var records = toHeal.remove(storage);
        log.atWarn()
                .addKeyValue("storage", storage)
                .addKeyValue("records", records)
                .addKeyValue("total", rescued)
                .log("read from other storages; to be healed");
        try {
            var _ = tasks.start(
                    Caller.SERVER,
                    Optional.empty(),
                    new StorageOperation.VerifyBackupStorage(
                            Uuids.of(storage), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), true));
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("storage", storage).setCause(e).log("not healed now"); // the next scrub does
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
