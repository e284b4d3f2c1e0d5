package io.longshore.server.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where a server can be reached, as {@code endpoints.json} in its data folder tells programs on its machine. The file is there as long as the server serves; after
 * a crash it stays, and names an address that nobody answers at.
 *
 * @param grpc {@code host:port} of gRPC, with {@code https://} before it where it is TLS's
 * @param http {@code host:port} of HTTP, likewise
 */
public record Endpoints(String grpc, String http) {
    private static final String FILE = "endpoints.json";

    /** An address as a client takes it: an IPv6 address in brackets, the one for "all" as one that can be called. */
    static String address(String host, int port) {
        var callable = switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "0:0:0:0:0:0:0:0" -> "::1";
            default -> host;
        };
        return (callable.contains(":") ? "[" + callable + "]" : callable) + ":" + port;
    }

    /** Where a server is whose ports these are. */
    static Endpoints of(String host, int grpcPort, int httpPort, boolean tls) {
        var scheme = tls ? "https://" : "";
        return new Endpoints(scheme + address(host, grpcPort), scheme + address(host, httpPort));
    }

    /** Writes the file so that whoever reads it sees all of it or none. */
    void write(Path dataFolder) throws IOException {
        var whole = "{\"grpc\":\"" + grpc + "\",\"http\":\"" + http + "\"}\n";
        var aside = dataFolder.resolve(FILE + ".new");
        try (var channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        Files.move(
                aside, dataFolder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes the file away. */
    static void remove(Path dataFolder) throws IOException {
        Files.deleteIfExists(dataFolder.resolve(FILE));
    }
}
