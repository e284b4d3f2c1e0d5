package io.longshore.envoy;

import io.longshore.envoy.EnvoyFiles.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes Envoy's files and prints the configuration's path. */
@Command(
        name = "longshore envoy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes what Envoy needs to serve gRPC, gRPC-Web and the original REST paths on one port.")
public final class Main implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "where the files go")
    private Path folder = Path.of("");

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:50051",
            description = "the server's gRPC port, with rest.facade-grpc on (default: ${DEFAULT-VALUE})")
    private String server = "";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8443",
            description = "where Envoy listens (default: ${DEFAULT-VALUE})")
    private String listen = "";

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9901",
            description = "where Envoy's admin interface listens (default: ${DEFAULT-VALUE})")
    private String admin = "";

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            defaultValue = "/dev/stdout",
            description = "where it logs accesses, one JSON object a line (default: ${DEFAULT-VALUE})")
    private String accessLog = "";

    @Option(names = "--cert", paramLabel = "FILE", description = "the certificate's chain in PEM, for TLS")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "the certificate's key in PEM")
    private @Nullable Path key;

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    /** Writes the files. */
    public static void main(String... args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        try {
            var files = new EnvoyFiles(
                    Address.parse(server), Address.parse(listen), Address.parse(admin), accessLog, tls());
            var command = new CommandLine(this);
            (spec == null ? command : spec.commandLine()).getOut().println(files.write(folder));
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(new CommandLine(this), e.getMessage(), e);
        }
    }

    private Optional<Tls> tls() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("--cert and --key: one of them (expected: both, or none)");
        }
        return Optional.of(new Tls(certificate, key));
    }
}
