package io.longshore.server.app;

import io.longshore.server.app.offline.OfflineCommands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Starts a server and runs it until SIGTERM or SIGINT. Ends with 143 or 130 after an orderly stop by one of these, with 1 when the server can't start, with 2
 * when the command line is wrong.
 */
@Command(
        name = "longshore serve",
        mixinStandardHelpOptions = true,
        version = "longshore 0.1.0",
        sortOptions = false,
        description = "Serves gRPC and the original REST API until it is stopped.")
public final class Main implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "the server's own folder (default: $LONGSHORE_DATA, else $XDG_DATA_HOME/longshore, else ~/.local/share/longshore)")
    private @Nullable Path data;

    @Option(names = "--listen", paramLabel = "ADDRESS", description = "the address to listen on (default: 127.0.0.1)")
    private @Nullable String listen;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            description = "the port of gRPC, 0 for any free one (default: 50051)")
    private @Nullable Integer grpcPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "the port of HTTP, 0 for any free one (default: 8080)")
    private @Nullable Integer httpPort;

    @Option(
            names = "--rest-facade-grpc",
            description = "serves the original REST API as gRPC services too, for Envoy to transcode")
    private boolean facadeGrpc;

    @Option(names = "--config", paramLabel = "FILE", description = "a file of key = value lines")
    private @Nullable Path config;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "serves TLS: the server's certificate and those between it and its authority, in PEM")
    private @Nullable Path tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "the certificate's private key: PEM, PKCS #8, not encrypted")
    private @Nullable Path tlsKey;

    @Option(names = "--insecure", description = "lets it listen where others can reach it, without TLS")
    private boolean insecure;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    private Main(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs the server; {@code args} may begin with {@code serve}, or name a command that needs no server. */
    public static void main(String... args) {
        var options = args.length > 0 && args[0].equals("serve") ? Arrays.copyOfRange(args, 1, args.length) : args;
        System.exit(
                OfflineCommands.run(defaultData(System.getenv()), args).orElseGet(() -> run(System.getenv(), options)));
    }

    private static int run(Map<String, String> environment, String... options) {
        return new CommandLine(new Main(environment))
                .setExecutionExceptionHandler((e, command, _) -> tell(e, command))
                .execute(options);
    }

    /** What an operator can mend is a line; anything else is a fault of ours, and its trace is needed. */
    private static int tell(Exception e, CommandLine command) {
        if (e instanceof StartException) {
            command.getErr().println("longshore: " + e.getMessage());
        } else {
            LoggerFactory.getLogger(Main.class).error("the server did not start", e);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() throws Exception {
        var said = new ServerConfig.Said(
                Optional.ofNullable(data),
                Optional.ofNullable(listen),
                Optional.ofNullable(grpcPort),
                Optional.ofNullable(httpPort),
                facadeGrpc,
                Optional.ofNullable(config),
                Optional.ofNullable(tlsCert),
                Optional.ofNullable(tlsKey),
                insecure);
        try (var server = LongshoreServer.start(ServerConfig.of(said, defaultData(environment)), environment)) {
            var stopping = Thread.ofPlatform().name("stop").unstarted(server::close);
            Runtime.getRuntime().addShutdownHook(stopping);
            announce(server);
            server.awaitStop();
        }
        return CommandLine.ExitCode.OK;
    }

    private void announce(LongshoreServer server) {
        var out = spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
        out.println("gRPC  " + server.endpoints().grpc());
        var http = server.endpoints().http();
        out.println("HTTP  " + (http.startsWith("https://") ? http : "http://" + http));
        out.println("data  " + server.dataFolder());
        server.generatedPassword()
                .ifPresent(password -> out.println("admin's password, made now and shown this once: " + password
                        + " (kept in " + server.dataFolder() + "/admin-password)"));
        out.flush();
    }

    /** Where a server keeps what is its own when nobody says. */
    static Path defaultData(Map<String, String> environment) {
        var own = environment.getOrDefault("LONGSHORE_DATA", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        var shared = environment.getOrDefault("XDG_DATA_HOME", "");
        var base = shared.isEmpty() || !Path.of(shared).isAbsolute()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(shared);
        return base.resolve("longshore");
    }
}
