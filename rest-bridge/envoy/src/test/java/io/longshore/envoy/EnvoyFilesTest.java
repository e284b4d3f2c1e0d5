package io.longshore.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.longshore.envoy.EnvoyFiles.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyFilesTest {
    private static final Address SERVER = Address.parse("127.0.0.1:50051");
    private static final Address LISTEN = Address.parse("[::]:8443");

    @TempDir
    private Path folder;

    @Test
    void theConfigurationHasItsAddressesAndNoWordLeft() throws Exception {
        var tls = Optional.of(new Tls(Path.of("/etc/server.pem"), Path.of("/etc/server.key")));
        var file = new EnvoyFiles(SERVER, LISTEN, SERVER, "/var/log/access", tls).write(folder.resolve("new"));
        assertThat(Files.readString(file))
                .contains("{socket_address: {address: \"::\", port_value: 8443}}")
                .contains("filename: \"/etc/server.key\"")
                .contains("\"longshore.rest.zstack.v1.JobApiService\"")
                .doesNotContainPattern("@[A-Z_]+@");
        assertThat(Files.readString(file.resolveSibling("filter.lua"))).doesNotContainPattern("@[A-Z_]+@");
    }

    @Test
    void withoutACertificateThereIsNoTls() throws Exception {
        var file = new EnvoyFiles(SERVER, LISTEN, SERVER, "/dev/stdout", Optional.empty()).write(folder);
        assertThat(Files.readString(file)).doesNotContain("transport_sockets.tls");
    }

    @Test
    void theDescriptorsHaveWhatTheyImportAndErrorsDetails() throws Exception {
        new EnvoyFiles(SERVER, LISTEN, SERVER, "/dev/stdout", Optional.empty()).write(folder);
        var set = FileDescriptorSet.parseFrom(Files.readAllBytes(folder.resolve("facade.binpb")));
        var names = set.getFileList().stream().map(FileDescriptorProto::getName).toList();
        assertThat(names)
                .contains("google/rpc/error_details.proto", "google/rpc/status.proto", "google/api/httpbody.proto")
                .doesNotHaveDuplicates();
        set.getFileList().forEach(file -> assertThat(names).containsAll(file.getDependencyList()));
    }

    @Test
    void integersAndActionsAreTheContracts() {
        assertThat(FacadeContract.integers())
                .contains("size", "id", "total", "MillionSeconds")
                .doesNotContain("uuid");
        assertThat(FacadeContract.actions())
                .contains("recoverimage", "loginbyaccount")
                .doesNotContain("params");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8443", ":8443", "localhost", "localhost:x", "localhost:70000"})
    void anAddressIsAHostAndAPort(String text) {
        assertThatThrownBy(() -> Address.parse(text)).hasMessageContaining("expected: host:port");
    }
}
