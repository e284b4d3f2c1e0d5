package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.TlsKeyPair;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate, and files that make none. */
final class TlsTest {
    private static final TlsKeyPair OWN = TlsKeyPair.ofSelfSigned("localhost");

    @TempDir
    private Path folder;

    @Test
    void bothPortsServeTlsAlsoWhereOthersReachThem() throws Exception {
        var cert = certificate("cert.pem", OWN);
        var config = LongshoreServerTest.config(
                folder.resolve("data"), 0, 0, Optional.of(cert), Optional.of(key("key.pem", OWN)), "0.0.0.0");
        try (var server = LongshoreServer.start(config, Map.of())) {
            assertThat(server.endpoints().grpc()).startsWith("https://127.0.0.1:");
            var grpc = URI.create(server.endpoints().grpc());
            var channel = NettyChannelBuilder.forAddress("127.0.0.1", grpc.getPort())
                    .overrideAuthority("localhost")
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(cert.toFile())
                            .build())
                    .build();
            try {
                var health = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
                assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
            } finally {
                channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            }
            var http = URI.create(server.endpoints().http());
            try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
                var request = HttpRequest.newBuilder(
                                URI.create("https://localhost:" + http.getPort() + "/zstack/v1/images"))
                        .build();
                assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("Authorization");
            }
        }
    }

    @Test
    void whatCanNotBeUsedIsToldInALine() throws Exception {
        var cert = certificate("cert.pem", OWN);
        var key = key("key.pem", OWN);
        var none = folder.resolve("none");
        var empty = Files.writeString(folder.resolve("empty"), "nothing");
        var old = Files.writeString(
                folder.resolve("old.pem"), Files.readString(key).replace("PRIVATE KEY", "RSA PRIVATE KEY"));
        refused(none, key, "--tls-cert: " + none + " is not there");
        refused(cert, none, "--tls-key: " + none + " is not there");
        refused(folder, key, "--tls-cert: " + folder + " can't be read");
        refused(empty, key, "--tls-cert: " + empty + " has no certificates (expected: PEM)");
        refused(cert, empty, "--tls-key: " + empty + " has no private key in PKCS #8");
        refused(cert, old, "--tls-key: " + old + " has no private key in PKCS #8");
        refused(
                cert,
                key("other.pem", TlsKeyPair.ofSelfSigned("localhost")),
                "other.pem is not the key of " + cert + " (expected: its private key)");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private void refused(Path cert, Path key, String told) throws StartException {
        var config = LongshoreServerTest.config(
                folder.resolve("data"), 0, 0, Optional.of(cert), Optional.of(key), "127.0.0.1");
        assertThatThrownBy(() -> LongshoreServer.start(config, Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(told)
                .message()
                .doesNotContain("\n");
    }

    private Path certificate(String name, TlsKeyPair pair) throws Exception {
        return pem(name, "CERTIFICATE", pair.certificateChain().getFirst().getEncoded());
    }

    private Path key(String name, TlsKeyPair pair) throws IOException {
        return pem(name, "PRIVATE KEY", pair.privateKey().getEncoded());
    }

    private Path pem(String name, String label, byte[] content) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }

    private static SSLContext trusting() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", OWN.certificateChain().getFirst());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
