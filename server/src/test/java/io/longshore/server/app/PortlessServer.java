package io.longshore.server.app;

import io.longshore.server.account.Passwords;
import io.longshore.server.app.ServerConfig.Transfers;
import io.longshore.server.catalog.Catalog;
import io.longshore.server.rpc.RpcServices;
import io.longshore.server.storage.AllManifestRows;
import io.longshore.server.storage.Reconciler;
import io.longshore.server.storage.StorageRegistry;
import io.longshore.server.storage.StorageUpkeep;
import io.longshore.server.task.TaskEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** A whole server, wired as the real one is, that listens nowhere and keeps storages on a file system of a test's own. */
public final class PortlessServer implements AutoCloseable {
    private static final StorageUpkeep UPKEEP =
            new StorageUpkeep(Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMinutes(1), 0, Duration.ZERO);

    private final Closing open = new Closing();
    private final Wiring wiring;
    private final RpcServices services;

    /**
     * Starts a server; its tasks go on when this returns.
     *
     * @param dataFolder its catalog's, on this machine's own file system
     * @param files where its storages lie
     */
    public PortlessServer(Path dataFolder, FileSystem files) throws IOException {
        var config = new ServerConfig(
                dataFolder,
                InetAddress.getLoopbackAddress(),
                0,
                0,
                Optional.empty(),
                false,
                ZoneOffset.UTC,
                new Transfers(1, 8 << 20),
                UPKEEP,
                Duration.ZERO);
        try {
            wiring = Wiring.begun(
                    config, Map.of("LONGSHORE_ADMIN_PASSWORD", "pw"), new Passwords(1), files, _ -> {}, open);
            services = wiring.services();
        } catch (IOException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** What its callers call. */
    public RpcServices services() {
        return services;
    }

    public Catalog catalog() {
        return wiring.catalog();
    }

    public StorageRegistry registry() {
        return wiring.registry();
    }

    public Reconciler reconciler() {
        return wiring.reconciler();
    }

    public AllManifestRows rows() {
        return wiring.rows();
    }

    public TaskEngine tasks() {
        return wiring.tasks();
    }

    @Override
    public void close() {
        open.close();
    }
}
