package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerConfigTest {
    @TempDir
    private Path folder;

    @Test
    void nothingSaidIsThisMachineAlone() throws Exception {
        var config = ServerConfig.of(said(Optional.empty(), Optional.empty(), false), folder);
        assertThat(config.listen().isLoopbackAddress()).isTrue();
        assertThat(config.grpcPort()).isEqualTo(50051);
        assertThat(config.httpPort()).isEqualTo(8080);
        assertThat(config.dataFolder()).isEqualTo(folder);
        assertThat(config.zone()).isEqualTo(ZoneId.systemDefault());
    }

    @Test
    void theFileSaysWhatTheCommandLineDoesNot() throws Exception {
        var file = file("""
                # a comment
                grpc-port = 7001
                http-port = 7002
                time-zone = Asia/Shanghai
                transfer.threads = 3
                transfer.in-flight = 32MiB
                storage.look-every = 5s
                storage.reserve = 2G
                storage.reclaim-idle-limit = 6h
                rest.facade-grpc = true
                catalog.copy-every = 12h
                """);
        var config = ServerConfig.of(
                new ServerConfig.Said(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(7000),
                        Optional.empty(),
                        false,
                        Optional.of(file),
                        Optional.empty(),
                        Optional.empty(),
                        false),
                folder);
        assertThat(config.grpcPort()).isEqualTo(7000);
        assertThat(config.httpPort()).isEqualTo(7002);
        assertThat(config.facadeGrpc()).isTrue();
        assertThat(config.zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(config.transfers()).isEqualTo(new ServerConfig.Transfers(3, 32L << 20));
        assertThat(config.catalogCopyEvery()).isEqualTo(Duration.ofHours(12));
        assertThat(config.storages().idleLimit()).isEqualTo(Duration.ofHours(6));
        assertThat(config.storages().lookEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.storages().reserveBytes()).isEqualTo(2L << 30);
    }

    @Test
    void addressesThatOthersReachAreRefusedUnlessAskedFor() throws Exception {
        var said = said(Optional.of("0.0.0.0"), Optional.empty(), false);
        assertThatThrownBy(() -> ServerConfig.of(said, folder))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("--listen: 0.0.0.0")
                .hasMessageContaining("--insecure");
        var insecure = said(Optional.of("0.0.0.0"), Optional.empty(), true);
        assertThat(ServerConfig.of(insecure, folder).listen().isAnyLocalAddress())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grcp-port = 1          | grcp-port (did you mean grpc-port?)",
                "storage.lookevery = 5s | storage.lookevery (did you mean storage.look-every?)",
                "grpc-port = 70000      | --grpc-port: 70000 (expected: 0 to 65535",
                "grpc-port = x          | grpc-port: For input string",
                "storage.look-every = 5 | storage.look-every: 5 (expected: a duration such as 60s)",
                "storage.look-every = 5ms | look-every: PT0.005S (expected: >= PT1S)",
                "storage.reserve = much | storage.reserve: much (expected: a size such as 64MiB)",
                "transfer.in-flight = 1M | transfer.in-flight: 1048576 (expected: >= 8MiB)",
                "transfer.threads = 0   | transfer.threads: 0 (expected: 1 to 1024)",
                "catalog.copy-every = 5s | catalog.copy-every: 5s (expected: >= 1m, or never)",
                "time-zone = Mars       | time-zone: Mars (expected: a zone such as",
                "tls-cert = a.pem       | --tls-key: missing (expected: --tls-cert and --tls-key, or neither)",
                "tls-key = a.pem        | --tls-cert: missing (expected: --tls-cert and --tls-key, or neither)",
                "listen = nowhere.invalid | --listen: nowhere.invalid is no address",
            })
    void whatDoesNotFitIsToldInALine(String line, String told) throws Exception {
        var said = said(Optional.empty(), Optional.of(file(line)), false);
        assertThatThrownBy(() -> ServerConfig.of(said, folder))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(told)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() throws Exception {
        var said = said(Optional.empty(), Optional.of(file("grpc-port = 1\ngrpc-port = 2\n")), false);
        assertThatThrownBy(() -> ServerConfig.of(said, folder)).hasMessageContaining("grpc-port is there twice");
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        var said = said(Optional.empty(), Optional.of(folder.resolve("none")), false);
        assertThatThrownBy(() -> ServerConfig.of(said, folder))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is not there");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4096,4096", "1k,1024", "1 KiB,1024", "3MB,3145728", "1g,1073741824", "2TiB,2199023255552"})
    void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5M", "1PiB", "M", "99999999999999999999"})
    void otherTextsAreNoSizes(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dataIsWhereTheEnvironmentSays() {
        assertThat(Main.defaultData(Map.of("LONGSHORE_DATA", "/a", "XDG_DATA_HOME", "/b")))
                .isEqualTo(Path.of("/a"));
        assertThat(Main.defaultData(Map.of("XDG_DATA_HOME", "/b"))).isEqualTo(Path.of("/b/longshore"));
        assertThat(Main.defaultData(Map.of("XDG_DATA_HOME", "relative")))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/longshore"));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,127.0.0.1:5", "0.0.0.0,127.0.0.1:5", "0:0:0:0:0:0:0:1,[0:0:0:0:0:0:0:1]:5", "::,[::1]:5"})
    void endpointsAreWhatAClientCanCall(String host, String endpoint) {
        assertThat(Endpoints.address(host, 5)).isEqualTo(endpoint);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("longshore.conf"), text);
    }

    private static ServerConfig.Said said(Optional<String> listen, Optional<Path> config, boolean insecure) {
        return new ServerConfig.Said(
                Optional.empty(),
                listen,
                Optional.empty(),
                Optional.empty(),
                false,
                config,
                Optional.empty(),
                Optional.empty(),
                insecure);
    }
}
