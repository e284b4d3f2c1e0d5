package io.longshore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip alone is enough to generate a client: nothing else of the checkout is on any tool's path here. */
class ContractZipTest {
    /** Files whose generated code every runtime already brings. */
    private static final String WELL_KNOWN = "google/";

    @TempDir
    static Path temp;

    private static Path contract;
    private static List<String> files;

    @BeforeAll
    static void unzip() throws IOException {
        contract = Files.createDirectory(temp.resolve("contract"));
        try (var zip = new ZipInputStream(Files.newInputStream(onlyZip()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var target = contract.resolve(entry.getName()).normalize();
                assertThat(target.startsWith(contract)).as(entry.getName()).isTrue();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.write(target, zip.readAllBytes());
                }
            }
        }
        files = filesBelow(contract, ".proto").stream()
                .filter(file -> !file.startsWith(WELL_KNOWN))
                .toList();
    }

    @Test
    void holdsTheContractItsImportsAndTheLicence() {
        assertThat(files).contains("longshore/v1/image_service.proto", "buf/validate/validate.proto");
        assertThat(contract.resolve("google/rpc/error_details.proto")).exists();
        assertThat(contract.resolve("google/protobuf/timestamp.proto")).exists();
        assertThat(contract.resolve("LICENSE")).exists();
    }

    @Test
    void generatesPythonThatImports() throws Exception {
        var python = Tool.named("python-grpc");
        var out = Files.createDirectory(temp.resolve("python"));
        // The runtime brings google.protobuf alone: google.api and google.rpc are generated with the rest.
        var all = filesBelow(contract, ".proto").stream()
                .filter(file -> !file.startsWith("google/protobuf/"))
                .toList();
        var arguments = new ArrayList<>(
                List.of("-m", "grpc_tools.protoc", "-I" + contract, "--python_out=" + out, "--grpc_python_out=" + out));
        arguments.addAll(all);
        python.run(contract, arguments);

        var modules = filesBelow(out, ".py").stream()
                .map(file -> file.substring(0, file.length() - ".py".length()).replace('/', '.'))
                .toList();
        assertThat(modules).contains("longshore.v1.image_service_pb2_grpc");
        var script = new ArrayList<>(
                List.of("-c", "import importlib, sys\nlist(map(importlib.import_module, sys.argv[1:]))"));
        script.addAll(modules);
        python.run(out, script);
    }

    @Test
    void generatesGoThatCompiles() throws Exception {
        var out = Files.createDirectory(temp.resolve("go"));
        var arguments = new ArrayList<>(List.of(
                "-I" + contract,
                "--plugin=" + Tool.named("protoc-gen-go").executable(),
                "--plugin=" + Tool.named("protoc-gen-go-grpc").executable(),
                "--go_out=" + out,
                "--go_opt=module=contract.test",
                "--go-grpc_out=" + out,
                "--go-grpc_opt=module=contract.test"));
        for (var file : files) {
            var mapping = "M" + file + "=contract.test/" + file.substring(0, file.lastIndexOf('/'));
            arguments.add("--go_opt=" + mapping);
            arguments.add("--go-grpc_opt=" + mapping);
        }
        arguments.addAll(files);
        Tool.named("protoc").run(contract, arguments);

        for (var name : List.of("go.mod", "go.sum")) {
            try (var pinned = ContractZipTest.class.getResourceAsStream("/go/" + name)) {
                Files.write(out.resolve(name), pinned.readAllBytes());
            }
        }
        assertThat(out.resolve("longshore/v1/image_service_grpc.pb.go")).exists();
        Tool.named("go").run(out, Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "-mod=mod"), List.of("vet", "./..."));
    }

    /** Messages and the services' descriptors; the plugin for C# service stubs comes with .NET alone. */
    @Test
    void generatesCsharpMessages() throws Exception {
        var out = Files.createDirectory(temp.resolve("csharp"));
        var arguments =
                new ArrayList<>(List.of("-I" + contract, "--csharp_out=" + out, "--csharp_opt=base_namespace="));
        arguments.addAll(files);
        Tool.named("protoc").run(contract, arguments);

        var sources = filesBelow(out, ".cs");
        assertThat(sources).contains("Longshore/V1/ImageService.cs").hasSameSizeAs(files);
    }

    private static Path onlyZip() throws IOException {
        try (var zips = Files.newDirectoryStream(Path.of("target"), "longshore-contract-*.zip")) {
            var found = new ArrayList<Path>();
            zips.forEach(found::add);
            assertThat(found).as("contract zips in target").hasSize(1);
            return found.getFirst();
        }
    }

    /** Paths relative to {@code root}, with slashes, sorted. */
    private static List<String> filesBelow(Path root, String suffix) {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.map(path -> root.relativize(path).toString().replace('\\', '/'))
                    .filter(path -> path.endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
