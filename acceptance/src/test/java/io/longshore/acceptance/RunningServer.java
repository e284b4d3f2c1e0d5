package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.longshore.server.driver.peer.Watchdog;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.SessionServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A server in a process of its own, on ports that the system gave, with its data in a folder. Killed, stopped and started again as a test likes. */
final class RunningServer implements AutoCloseable {
    private final Path data;
    private final List<String> flags;
    private final Map<String, String> environment;
    private Process process;
    private ManagedChannel channel;
    private io.grpc.Channel session;

    /** A test run that is ended half way ends its servers too. */
    private final Thread atExit = new Thread(() -> process.destroyForcibly());

    private RunningServer(Path data, List<String> flags, Map<String, String> environment) {
        this.data = data;
        this.flags = flags;
        this.environment = environment;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts one; flags are the JVM's, after those that users' servers run with. */
    static RunningServer start(Path data, String... flags) {
        return start(data, Map.of(), flags);
    }

    /** The same with variables in its environment. */
    static RunningServer start(Path data, Map<String, String> environment, String... flags) {
        var server = new RunningServer(data, List.of(flags), environment);
        server.start();
        return server;
    }

    /** One that a process has started which stops it when it is stopped itself, such as a script; returns when it serves. */
    static RunningServer startedBy(Process process, Path data) {
        var server = new RunningServer(data, List.of(), Map.of());
        server.process = process;
        server.awaitServing();
        return server;
    }

    /** Starts it again where it lies; returns when it serves. */
    void start() {
        try {
            Files.createDirectories(data);
            Files.deleteIfExists(data.resolve("endpoints.json"));
            var arguments = List.of("--data", data.toString(), "--grpc-port", "0", "--http-port", "0");
            var builder = new ProcessBuilder(Product.SERVER.command(flags, arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().putAll(environment);
            process = Watchdog.watch(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitServing();
    }

    private void awaitServing() {
        await().atMost(180, SECONDS).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the server ended: " + Files.readString(log()));
            }
            return Files.exists(data.resolve("endpoints.json"));
        });
        session = null;
        channel = NettyChannelBuilder.forTarget(grpc()).usePlaintext().build();
    }

    /** Ends it as a power cut would. */
    void kill() {
        process.destroyForcibly();
        ended();
    }

    /** Asks it to stop, as an operator would. */
    void stop() {
        process.destroy();
        ended();
    }

    private void ended() {
        channel.shutdownNow();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** Where gRPC is served: {@code host:port}. */
    String grpc() {
        return endpoint("grpc");
    }

    /** Where the original REST paths are served: {@code http://host:port}. */
    String http() {
        return "http://" + endpoint("http");
    }

    private String endpoint(String name) {
        var matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(read(data.resolve("endpoints.json")));
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in endpoints.json");
        }
        return matcher.group(1);
    }

    /** The password that the server made on its first start. */
    String password() {
        return read(data.resolve("admin-password")).strip();
    }

    /** A channel whose calls carry a session that all who ask here share. */
    synchronized io.grpc.Channel session() {
        if (session == null) {
            session = freshSession();
        }
        return session;
    }

    /** A channel whose calls carry a session of their own. */
    io.grpc.Channel freshSession() {
        var login = LoginRequest.newBuilder().setAccountName("admin").setPassword(password());
        var uuid = SessionServiceGrpc.newBlockingStub(channel)
                .login(login.build())
                .getSession()
                .getUuid();
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + uuid);
        return io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** A channel whose calls carry no session. */
    io.grpc.Channel anonymous() {
        return channel;
    }

    Path data() {
        return data;
    }

    Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /** The process's resident memory in bytes, as Linux tells it. */
    long residentBytes() {
        var line = read(Path.of("/proc/" + process.pid() + "/status"))
                .lines()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
