package io.longshore.server.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has each storage reconciled when it connects, and from then on every so often. */
public final class Reconciliation implements AutoCloseable {
    /** How often, besides at each connection. */
    public static final Duration EVERY = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private final Reconciler reconciler;
    private final BackupStorages storages;
    private final StorageRegistry registry;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reconciliation").daemon().factory());

    public Reconciliation(Reconciler reconciler, BackupStorages storages, StorageRegistry registry) {
        this.reconciler = reconciler;
        this.storages = storages;
        this.registry = registry;
    }

    /** Begins. To be called before {@link StorageRegistry#start}, so that no connection is missed. */
    public void start(Duration every) {
        registry.onConnect(uuid -> timer.execute(() -> reconcile(uuid)));
        var _ = timer.scheduleWithFixedDelay(
                this::reconcileAll, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void reconcileAll() {
        storages.all().stream()
                .map(BackupStorage::uuid)
                .filter(uuid -> registry.find(uuid).isPresent())
                .forEach(this::reconcile);
    }

    /** A storage that fails now is tried again with the next round. */
    private void reconcile(String uuid) {
        try {
            reconciler.reconcile(uuid);
        } catch (IOException | RuntimeException e) {
            log.atWarn().addKeyValue("storage", uuid).setCause(e).log("storage not reconciled");
        }
    }

    /** Stops, also in the middle: the next round goes on. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
