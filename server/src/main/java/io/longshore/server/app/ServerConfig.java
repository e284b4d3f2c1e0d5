package io.longshore.server.app;

import io.longshore.server.storage.StorageUpkeep;
import io.longshore.server.transfer.TransferEngine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/**
 * What a server is started with.
 *
 * @param dataFolder where it keeps its catalog and what else is its own
 * @param listen the address that it listens on
 * @param grpcPort the port of gRPC; 0 for any that is free
 * @param httpPort the port of HTTP; 0 for any that is free
 * @param tls what it proves itself with; empty to serve in the clear
 * @param facadeGrpc whether the original REST API is served as gRPC services too, for a transcoder before this server
 * @param zone the zone of the dates of the original REST API, which say none
 * @param transfers how disks are moved
 * @param storages how storages are looked after
 * @param catalogCopyEvery how long after a copy of the catalog was put on the storages the next one is; zero for never
 */
public record ServerConfig(
        Path dataFolder,
        InetAddress listen,
        int grpcPort,
        int httpPort,
        Optional<TlsFiles> tls,
        boolean facadeGrpc,
        ZoneId zone,
        Transfers transfers,
        StorageUpkeep storages,
        Duration catalogCopyEvery) {
    static final int DEFAULT_GRPC_PORT = 50051;
    static final int DEFAULT_HTTP_PORT = 8080;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_THREADS = 1024;
    private static final Duration CATALOG_COPY_EVERY = Duration.ofDays(1);
    private static final Duration LEAST_CATALOG_COPY_EVERY = Duration.ofMinutes(1);

    /** The keys of a configuration file; what each means is said where it is read. */
    static final Set<String> KEYS = Set.of(
            "listen",
            "grpc-port",
            "http-port",
            "tls-cert",
            "tls-key",
            "rest.facade-grpc",
            "time-zone",
            "transfer.threads",
            "transfer.in-flight",
            "storage.look-every",
            "storage.reclaim-idle-limit",
            "storage.reserve",
            "catalog.copy-every");

    /**
     * How disks are moved.
     *
     * @param threads threads for hashing and compression that each of them has: at least 1
     * @param inFlightBytes what all transfers together hold in buffers: at least 8 MiB
     */
    public record Transfers(int threads, long inFlightBytes) {
        private static final long MIN_IN_FLIGHT_BYTES = 8L << 20;

        public Transfers {
            if (threads < 1 || threads > MAX_THREADS) {
                throw new IllegalArgumentException(threads + " (expected: 1 to " + MAX_THREADS + ")");
            }
            if (inFlightBytes < MIN_IN_FLIGHT_BYTES) {
                throw new IllegalArgumentException(inFlightBytes + " (expected: >= 8MiB)");
            }
        }
    }

    /** What a command line says; a configuration file says the rest. */
    record Said(
            Optional<Path> data,
            Optional<String> listen,
            Optional<Integer> grpcPort,
            Optional<Integer> httpPort,
            boolean facadeGrpc,
            Optional<Path> config,
            Optional<Path> tlsCert,
            Optional<Path> tlsKey,
            boolean insecure) {}

    /** The configuration of a command line: what it does not say the file says, and what that does not say is the default. */
    static ServerConfig of(Said said, Path defaultData) throws StartException {
        var file = said.config().isPresent() ? ConfigFile.read(said.config().get(), KEYS) : ConfigFile.none();
        var host = said.listen().isPresent()
                ? said.listen().get()
                : file.value("listen", text -> text).orElse("127.0.0.1");
        var tls = tls(said, file);
        return new ServerConfig(
                said.data().orElse(defaultData).toAbsolutePath().normalize(),
                address(host, said.insecure() || tls.isPresent()),
                port(said.grpcPort(), "--grpc-port", file, "grpc-port", DEFAULT_GRPC_PORT),
                port(said.httpPort(), "--http-port", file, "http-port", DEFAULT_HTTP_PORT),
                tls,
                said.facadeGrpc()
                        || file.value("rest.facade-grpc", ServerConfig::yesOrNo).orElse(false),
                file.value("time-zone", ServerConfig::zone).orElse(ZoneId.systemDefault()),
                transfers(file),
                upkeep(file),
                file.value("catalog.copy-every", ServerConfig::copyEvery).orElse(CATALOG_COPY_EVERY));
    }

    private static Duration copyEvery(String text) {
        if (text.equals("never")) {
            return Duration.ZERO;
        }
        var every = Durations.parse(text);
        if (every.compareTo(LEAST_CATALOG_COPY_EVERY) < 0) {
            throw new IllegalArgumentException(text + " (expected: >= 1m, or never)");
        }
        return every;
    }

    private static Optional<TlsFiles> tls(Said said, ConfigFile file) throws StartException {
        var cert = said.tlsCert().isPresent() ? said.tlsCert() : file.value("tls-cert", Path::of);
        var key = said.tlsKey().isPresent() ? said.tlsKey() : file.value("tls-key", Path::of);
        if (cert.isPresent() != key.isPresent()) {
            throw new StartException("--tls-" + (cert.isPresent() ? "key" : "cert")
                    + ": missing (expected: --tls-cert and --tls-key, or neither)");
        }
        return cert.isPresent() ? Optional.of(new TlsFiles(cert.get(), key.get())) : Optional.empty();
    }

    private static InetAddress address(String host, boolean safe) throws StartException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartException("--listen: " + host + " is no address of this machine", e);
        }
        if (!address.isLoopbackAddress() && !safe) {
            throw new StartException(
                    "--listen: " + host + " can be reached from elsewhere, and sessions and data would go there in the"
                            + " clear (expected: --tls-cert and --tls-key, 127.0.0.1 with a proxy that does TLS before it, or --insecure where the network is safe)");
        }
        return address;
    }

    private static int port(Optional<Integer> said, String flag, ConfigFile file, String key, int otherwise)
            throws StartException {
        var port = said.isPresent()
                ? said.get()
                : file.value(key, Integer::valueOf).orElse(otherwise);
        if (port < 0 || port > MAX_PORT) {
            throw new StartException(flag + ": " + port + " (expected: 0 to " + MAX_PORT + ", 0 for any free one)");
        }
        return port;
    }

    private static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text + " (expected: true or false)");
        };
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text + " (expected: a zone such as Europe/Berlin or UTC)", e);
        }
    }

    private static Transfers transfers(ConfigFile file) throws StartException {
        var cores = Math.max(1, Runtime.getRuntime().availableProcessors());
        var threads = file.value("transfer.threads", text -> new Transfers(Integer.parseInt(text), 8L << 20))
                .map(Transfers::threads)
                .orElse(cores);
        var inFlight = file.value("transfer.in-flight", text -> new Transfers(1, ByteSize.parse(text)))
                .map(Transfers::inFlightBytes)
                .orElse(TransferEngine.DEFAULT_IN_FLIGHT_BYTES);
        return new Transfers(threads, inFlight);
    }

    private static StorageUpkeep upkeep(ConfigFile file) throws StartException {
        var standard = StorageUpkeep.standard();
        var every = file.value("storage.look-every", Durations::parse).orElse(standard.lookEvery());
        var idle = file.value("storage.reclaim-idle-limit", Durations::parse).orElse(standard.idleLimit());
        var reserve = file.value("storage.reserve", ByteSize::parse).orElse(standard.reserveBytes());
        try {
            return new StorageUpkeep(every, standard.firstPause(), standard.longestPause(), reserve, idle);
        } catch (IllegalArgumentException e) {
            throw new StartException("storage: " + e.getMessage(), e);
        }
    }
}
