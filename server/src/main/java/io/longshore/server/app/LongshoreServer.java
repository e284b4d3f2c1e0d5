package io.longshore.server.app;

import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import io.longshore.rest.RestBridge;
import io.longshore.rest.RestBridgeConfig;
import io.longshore.rest.RestServices;
import io.longshore.server.catalog.DataFolderInUseException;
import io.longshore.server.catalog.NewerCatalogException;
import io.longshore.server.rpc.RpcServer;
import io.longshore.server.rpc.RpcServices;
import io.longshore.server.rpc.ServerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that serves. Its parts are opened in order and closed in the opposite one: first nothing new is taken and watchers are told to come again, then
 * uploads are committed, then tasks are left to go on at the next start, then storages and catalog are closed.
 */
public final class LongshoreServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LongshoreServer.class);

    /** How long the bridge waits for held calls; their tasks go on, and their callers poll. */
    private static final Duration BRIDGE_GRACE = Duration.ofSeconds(2);

    private final Closing open;
    private final Path dataFolder;
    private final Endpoints endpoints;
    private final Optional<String> generatedPassword;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private LongshoreServer(Closing open, Path dataFolder, Endpoints endpoints, Optional<String> generatedPassword) {
        this.open = open;
        this.dataFolder = dataFolder;
        this.endpoints = endpoints;
        this.generatedPassword = generatedPassword;
    }

    /**
     * Starts a server; it serves when this returns.
     *
     * @param environment where the first account's password may be
     * @throws StartException for a reason that the operator can mend
     */
    public static LongshoreServer start(ServerConfig config, Map<String, String> environment)
            throws StartException, IOException {
        var open = new Closing();
        try {
            return start(config, environment, open);
        } catch (DataFolderInUseException | NewerCatalogException e) {
            open.close();
            throw new StartException("--data: " + e.getMessage(), e);
        } catch (StartException | IOException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private static LongshoreServer start(ServerConfig config, Map<String, String> environment, Closing open)
            throws StartException, IOException {
        Optional<KeyManagerFactory> tls =
                config.tls().isPresent() ? Optional.of(config.tls().get().read()) : Optional.empty();
        DataFolder.prepare(config.dataFolder());
        var generated = new AtomicReference<@Nullable String>();
        var services = Wiring.open(config, environment, generated::set, open);
        var rpc = startRpc(config, tls, services, open);
        var inside = open.add(new Channel(rpc.inProcessChannel()));
        var bridge = startBridge(config, tls, services.pollKey(), inside, open);
        open.add(rpc::drain);
        var host = config.listen().getHostAddress();
        var endpoints = Endpoints.of(host, rpc.port(), bridge.port(), tls.isPresent());
        endpoints.write(config.dataFolder());
        open.add(() -> Endpoints.remove(config.dataFolder()));
        log.atInfo()
                .addKeyValue("grpc", endpoints.grpc())
                .addKeyValue("http", endpoints.http())
                .addKeyValue("data", config.dataFolder())
                .log("serving");
        return new LongshoreServer(open, config.dataFolder(), endpoints, Optional.ofNullable(generated.get()));
    }

    private static RpcServer startRpc(
            ServerConfig config, Optional<KeyManagerFactory> tls, RpcServices services, Closing open)
            throws StartException {
        var address = new InetSocketAddress(config.listen(), config.grpcPort());
        try {
            return open.add(RpcServer.start(
                    services, ServerLimits.standard(), address, tls, inside -> facade(config, services, inside, open)));
        } catch (IOException e) {
            throw unbound(e, e, address, "--grpc-port");
        }
    }

    /** The original REST API as services of the gRPC port, where a transcoder stands before it. */
    private static List<ServerServiceDefinition> facade(
            ServerConfig config, RpcServices services, io.grpc.Channel inside, Closing open) {
        return config.facadeGrpc()
                ? open.add(new RestServices(inside, config.zone(), services.pollKey(), Clock.systemUTC()))
                        .definitions()
                : List.of();
    }

    private static RestBridge startBridge(
            ServerConfig config, Optional<KeyManagerFactory> tls, String pollKey, Channel inside, Closing open)
            throws StartException {
        var bridge = new RestBridgeConfig(
                config.listen().getHostAddress(),
                config.httpPort(),
                config.zone(),
                pollKey,
                tls,
                BRIDGE_GRACE,
                Clock.systemUTC());
        try {
            return open.add(RestBridge.start(inside.channel(), bridge));
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw unbound(e, cause, new InetSocketAddress(config.listen(), config.httpPort()), "--http-port");
            }
            throw e;
        }
    }

    /** The system's own words stand at the end of the innermost message: {@code bind(..) failed with error(-98): Address already in use}. */
    private static StartException unbound(Exception thrown, Throwable last, InetSocketAddress address, String flag) {
        while (last.getCause() != null) {
            last = last.getCause();
        }
        var message = String.valueOf(last.getMessage());
        var why = message.substring(message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2);
        return new StartException(
                flag + ": " + address.getAddress().getHostAddress() + ":" + address.getPort()
                        + " can't be listened on: " + why + " (expected: a free port, or 0 for any)",
                thrown);
    }

    /** Where it can be reached. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** Its own folder. */
    public Path dataFolder() {
        return dataFolder;
    }

    /** The first account's password, where it was made at this start. */
    public Optional<String> generatedPassword() {
        return generatedPassword;
    }

    /** Waits until it is stopped. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops it, within some ten seconds. */
    @Override
    public void close() {
        open.close();
        if (stopped.getCount() > 0) {
            log.atInfo().addKeyValue("data", dataFolder).log("stopped");
        }
        stopped.countDown();
    }

    /** A channel that can be closed. */
    private record Channel(ManagedChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
