package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.SessionServiceGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server, started and stopped. */
final class LongshoreServerTest {
    @TempDir
    private Path folder;

    @Test
    void aServerSaysWhereItServesAndServesThere() throws Exception {
        var data = folder.resolve("data");
        try (var server = LongshoreServer.start(config(data, 0, 0), Map.of())) {
            var endpoints = Files.readString(data.resolve("endpoints.json"));
            assertThat(endpoints)
                    .isEqualTo("{\"grpc\":\"%s\",\"http\":\"%s\"}\n"
                            .formatted(
                                    server.endpoints().grpc(),
                                    server.endpoints().http()));
            assertThat(server.endpoints().grpc()).startsWith("127.0.0.1:");
            assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            var channel = channel(server);
            try {
                var health = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
                assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
                var password = server.generatedPassword().orElseThrow();
                assertThat(data.resolve("admin-password")).hasContent(password);
                assertThat(login(channel, password).getAccountName()).isEqualTo("admin");
                assertThatThrownBy(() -> login(channel, password + "x"))
                        .isInstanceOfSatisfying(
                                StatusRuntimeException.class,
                                e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED));
            } finally {
                channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            }
        }
        assertThat(data.resolve("endpoints.json")).doesNotExist();
    }

    @Test
    void aSecondStartKnowsThePasswordAndSaysItNoMore() throws Exception {
        try (var server = LongshoreServer.start(config(folder, 0, 0), Map.of("LONGSHORE_ADMIN_PASSWORD", "given"))) {
            assertThat(server.generatedPassword()).isEmpty();
        }
        try (var server = LongshoreServer.start(config(folder, 0, 0), Map.of())) {
            assertThat(server.generatedPassword()).isEmpty();
            var channel = channel(server);
            try {
                assertThat(login(channel, "given").getAccountName()).isEqualTo("admin");
            } finally {
                channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void oneServerHasAFolder() throws Exception {
        try (var _ = LongshoreServer.start(config(folder, 0, 0), Map.of())) {
            assertThatThrownBy(() -> LongshoreServer.start(config(folder, 0, 0), Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("--data: ")
                    .hasMessageContaining(folder.toString())
                    .message()
                    .doesNotContain("\n");
            // The first one is not harmed by the second one's try.
            assertThat(folder.resolve("endpoints.json")).exists();
        }
    }

    @Test
    void aPortInUseIsToldWithItsFlag() throws Exception {
        try (var first = LongshoreServer.start(config(folder.resolve("a"), 0, 0), Map.of())) {
            var grpc = port(first.endpoints().grpc());
            var http = port(first.endpoints().http());
            assertThatThrownBy(() -> LongshoreServer.start(config(folder.resolve("b"), grpc, 0), Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("--grpc-port: 127.0.0.1:" + grpc)
                    .message()
                    .doesNotContain("\n");
            assertThatThrownBy(() -> LongshoreServer.start(config(folder.resolve("b"), 0, http), Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("--http-port: 127.0.0.1:" + http)
                    .message()
                    .doesNotContain("\n");
            assertThat(folder.resolve("b/endpoints.json")).doesNotExist();
        }
    }

    @Test
    void aDataFolderThatIsAFileIsTold() throws Exception {
        var file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> LongshoreServer.start(config(file, 0, 0), Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("--data: " + file);
    }

    static ServerConfig config(Path data, int grpcPort, int httpPort) throws StartException {
        return config(data, grpcPort, httpPort, Optional.empty(), Optional.empty(), "127.0.0.1");
    }

    static ServerConfig config(
            Path data, int grpcPort, int httpPort, Optional<Path> cert, Optional<Path> key, String listen)
            throws StartException {
        return ServerConfig.of(
                new ServerConfig.Said(
                        Optional.of(data),
                        Optional.of(listen),
                        Optional.of(grpcPort),
                        Optional.of(httpPort),
                        false,
                        Optional.empty(),
                        cert,
                        key,
                        false),
                data);
    }

    static ManagedChannel channel(LongshoreServer server) {
        return NettyChannelBuilder.forTarget(server.endpoints().grpc())
                .usePlaintext()
                .build();
    }

    private static io.longshore.v1.Session login(ManagedChannel channel, String password) {
        return SessionServiceGrpc.newBlockingStub(channel)
                .login(LoginRequest.newBuilder()
                        .setAccountName("admin")
                        .setPassword(password)
                        .build())
                .getSession();
    }

    private static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }
}
