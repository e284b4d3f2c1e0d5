package io.longshore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectTest {
    @TempDir
    private Path folder;

    @Test
    void theEnvironmentSaysServerAccountAndPassword() throws Exception {
        var password = Files.writeString(folder.resolve("password"), "secret\n");
        try (var server = new ScriptedServer();
                var longshore = Longshore.builder()
                        .environment(Map.of(
                                "LONGSHORE_SERVER", server.address(),
                                "LONGSHORE_USER", "someone",
                                "LONGSHORE_PASSWORD_FILE", password.toString()))
                        .connect()) {
            assertThat(longshore.sessions().login().getAccountName()).isEqualTo("someone");
        }
    }

    @Test
    void aFolderOfAServerSaysAddressAndFirstPassword() throws Exception {
        try (var server = new ScriptedServer()) {
            Files.writeString(folder.resolve("endpoints.json"), "{\"grpc\": \"" + server.address() + "\"}");
            Files.writeString(folder.resolve("admin-password"), "secret\n");
            try (var longshore =
                    Longshore.builder().environment(Map.of()).dataFolder(folder).connect()) {
                assertThat(longshore.sessions().login().getAccountName()).isEqualTo("admin");
            }
        }
    }

    @Test
    void aCertificateOfTheAuthoritiesIsTrustedAndNoOther() throws Exception {
        var keys = keys();
        try (var server = new ScriptedServer(TlsServerCredentials.newBuilder()
                .keyManager(keys.getKeyManagers())
                .build())) {
            var environment = Map.of(
                    "LONGSHORE_SERVER",
                    "https://" + server.address(),
                    "LONGSHORE_CA",
                    folder.resolve("certificate.pem").toString(),
                    "LONGSHORE_PASSWORD",
                    "secret");
            try (var longshore = Longshore.builder().environment(environment).connect()) {
                assertThat(longshore.sessions().login().getUuid()).isNotEmpty();
            }
            try (var stranger = Longshore.builder()
                    .environment(Map.of())
                    .server("https://" + server.address())
                    .credentials("admin", "secret")
                    .connect()) {
                assertThatExceptionOfType(LongshoreException.class)
                        .isThrownBy(() -> stranger.sessions().login())
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Status.Code.UNAVAILABLE));
            }
        }
    }

    @Test
    void whatIsNamedMustBeThere() {
        var absent = folder.resolve("absent").toString();
        assertThatThrownBy(() -> Longshore.builder()
                        .environment(Map.of("LONGSHORE_PASSWORD_FILE", absent))
                        .connect())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(absent);
        assertThatThrownBy(() -> Longshore.builder()
                        .environment(Map.of("LONGSHORE_CA", absent))
                        .server("https://localhost:1")
                        .connect())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(absent);
    }

    /** A key of its own for 127.0.0.1, and its certificate in {@code certificate.pem}. */
    private KeyManagerFactory keys() throws Exception {
        var store = folder.resolve("keys.p12").toString();
        keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=longshore", "-ext", "san=ip:127.0.0.1");
        keytool(
                store,
                "-exportcert",
                "-rfc",
                "-file",
                folder.resolve("certificate.pem").toString());
        var keys = KeyStore.getInstance(Path.of(store).toFile(), "secret".toCharArray());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "secret".toCharArray());
        return factory;
    }

    private static void keytool(String store, String... arguments) throws Exception {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = new java.util.ArrayList<>(
                List.of(keytool, "-keystore", store, "-storepass", "secret", "-alias", "server"));
        command.addAll(1, List.of(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
