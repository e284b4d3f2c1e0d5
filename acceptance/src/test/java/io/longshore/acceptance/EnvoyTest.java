package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.SessionServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A stock Envoy with TLS before a server: the original REST paths, gRPC and gRPC-Web on its one port. */
final class EnvoyTest {
    @TempDir
    private static Path folder;

    private static Deployed deployed;

    @BeforeAll
    static void open() throws Exception {
        deployed = Deployed.open(folder);
    }

    @AfterAll
    static void close() {
        deployed.close();
    }

    @TestFactory
    Stream<DynamicTest> theTable() throws IOException {
        return Conforming.table(deployed.site(), deployed.client(), deployed.base(), "envoy");
    }

    @Test
    void theFiveDocumentedExamplesGetTheDocumentedAnswers() {
        DocumentedExamples.check(deployed.site(), deployed.base(), "--cacert " + deployed.authority());
    }

    @Test
    void grpcIsServedBesideThem() throws Exception {
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(deployed.authority().toFile())
                .build();
        ManagedChannel channel = Grpc.newChannelBuilder("127.0.0.1:" + deployed.port(), credentials)
                .build();
        try {
            var login = LoginRequest.newBuilder()
                    .setAccountName("admin")
                    .setPassword(deployed.site().server().password());
            assertThat(SessionServiceGrpc.newBlockingStub(channel)
                            .login(login.build())
                            .getSession()
                            .getUuid())
                    .hasSize(32);
            assertThat(HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void grpcWebIsServedBesideThem() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(deployed.base() + "/grpc.health.v1.Health/Check"))
                .header("Content-Type", "application/grpc-web+proto")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5]))
                .build();
        var answer = deployed.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/grpc-web+proto");
        assertThat(answer.body()).startsWith(0, 0, 0, 0, 2, 8, 1); // a frame with status: SERVING
        assertThat(new String(answer.body(), 7, answer.body().length - 7, StandardCharsets.US_ASCII))
                .contains("grpc-status:0");
    }

    @Test
    void accessesAreLoggedWithoutSessions() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(deployed.base() + "/zstack/v1/images?q=name=secret"))
                .header("Authorization", "OAuth 0123456789abcdef0123456789abcdef")
                .build();
        assertThat(deployed.client()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(503);
        var log = deployed.site().server().data().resolve("access.log");
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(Files.readString(log)).contains("\"path\":\"/zstack/v1/images\""));
        assertThat(Files.readString(log)).doesNotContain("secret", "OAuth");
    }
}
