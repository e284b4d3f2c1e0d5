package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client library tells the story of clients/scenario alike: over cut connections, a killed server, and each row of the error table. */
final class ClientScenarioTest {
    private static final Path CLIENTS = Path.of("../clients").toAbsolutePath().normalize();

    @TempDir
    private static Path disks;

    @TempDir
    private Path folder;

    /** The languages whose folders have a runner. */
    static List<String> languages() throws IOException {
        try (Stream<Path> all = Files.list(CLIENTS)) {
            return all.filter(language -> Files.isExecutable(language.resolve("scenario")))
                    .map(language -> language.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    static void makeDisks() throws IOException {
        ScenarioDisks.make(disks);
    }

    @Test
    void everyLibraryHasARunner() throws IOException {
        assertThat(languages()).contains("go", "java", "python", "typescript");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void tellsTheSameStory(String language) throws Exception {
        try (var all = Files.walk(disks)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                var link = folder.resolve(disks.relativize(file));
                Files.createDirectories(link.getParent());
                Files.createLink(link, file);
            }
        }
        var told = tell(language);
        var kept = Files.writeString(
                Files.createDirectories(Path.of("target/scenario")).resolve(language + ".txt"), told.out());
        assertThat(told.exitCode()).as("exit code; %s", told.err()).isZero();
        var expected = CLIENTS.resolve("scenario/transcript.txt");
        var difference = Program.run("diff", "-U4", expected.toString(), kept.toString());
        assertThat(difference.out()).as("how %s tells it otherwise", kept).isEmpty();
    }

    private Program.Ended tell(String language) throws Exception {
        try (var server = new RestartingServer(folder.resolve("server"));
                var proxy = new TcpProxy(server::address);
                var control = new ControlPort(Map.of("cut", proxy::cut, "kill", server::killAndRestart))) {
            var environment = Map.of(
                    "LONGSHORE_SERVER", proxy.address(),
                    "LONGSHORE_USER", "admin",
                    "LONGSHORE_PASSWORD", server.password(),
                    "LONGSHORE_CONTROL", control.address(),
                    "LONGSHORE_CONTRACT", contract(),
                    "SCENARIO", CLIENTS.resolve("scenario/scenario.json").toString(),
                    "SCENARIO_DIR", folder.toString());
            return Program.run(
                    environment,
                    List.of(CLIENTS.resolve(language).resolve("scenario").toString()));
        }
    }

    private static String contract() throws IOException {
        try (var built = Files.newDirectoryStream(Path.of("../proto/target"), "longshore-contract-*.zip")) {
            return built.iterator().next().toAbsolutePath().normalize().toString();
        }
    }

    /** A server that may be away for a moment. */
    private static final class RestartingServer implements AutoCloseable {
        /** So many connections are refused before it comes back: a client must wait for it, not just try once more. */
        private static final int REFUSED = 2;

        private final RunningServer server;
        private final AtomicReference<CountDownLatch> refused = new AtomicReference<>(new CountDownLatch(0));
        private volatile Optional<InetSocketAddress> address;
        private Thread restart = Thread.ofVirtual().start(() -> {});

        RestartingServer(Path data) {
            server = RunningServer.start(data);
            address = now();
        }

        /** Where it is now, for whoever connects; nowhere while it is away. */
        Optional<InetSocketAddress> address() {
            var now = address;
            if (now.isEmpty()) {
                refused.get().countDown();
            }
            return now;
        }

        String password() {
            return server.password();
        }

        /** Returns when it is dead; it comes back when it was missed. */
        void killAndRestart() {
            var missed = new CountDownLatch(REFUSED);
            refused.set(missed);
            address = Optional.empty();
            server.kill();
            restart = Thread.ofVirtual().start(() -> {
                try {
                    if (missed.await(5, TimeUnit.MINUTES)) {
                        server.start();
                        address = now();
                    }
                } catch (InterruptedException _) {
                    // it stays away
                }
            });
        }

        @Override
        public void close() throws InterruptedException {
            restart.join();
            server.close();
        }

        private Optional<InetSocketAddress> now() {
            var uri = URI.create("tcp://" + server.grpc());
            return Optional.of(new InetSocketAddress(uri.getHost(), uri.getPort()));
        }
    }
}
