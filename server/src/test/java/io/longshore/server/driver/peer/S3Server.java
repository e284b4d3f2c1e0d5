package io.longshore.server.driver.peer;

import io.longshore.server.driver.Secret;
import io.longshore.server.driver.zstore.blob.s3.S3Credentials;
import io.longshore.server.driver.zstore.blob.s3.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** versitygw over plain files. */
public final class S3Server implements AutoCloseable {
    /** A bucket that is there. */
    public static final String BUCKET = "longshore";

    private static final String USER = "tester";

    private final ServerProcess process;
    private final Path data;
    private final int port;
    private final String secret;

    private S3Server(ServerProcess process, Path data, int port, String secret) {
        this.process = process;
        this.data = data;
        this.port = port;
        this.secret = secret;
    }

    /** Starts the server; its files lie below {@code folder}. */
    public static S3Server start(Path folder) throws IOException {
        return start(folder, List.of());
    }

    /** The same behind TLS, with a certificate in {@code folder/certificate.pem} that nobody else vouches for. */
    public static S3Server startTls(Path folder) throws IOException {
        var certificate = folder.resolve("certificate.pem");
        var key = folder.resolve("key.pem");
        SshServer.run(
                Map.of(),
                "openssl",
                ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
                                + " -addext subjectAltName=IP:127.0.0.1 -keyout " + key + " -out " + certificate)
                        .split(" ", -1));
        return start(folder, List.of("--cert", certificate.toString(), "--key", key.toString()));
    }

    private static S3Server start(Path folder, List<String> options) throws IOException {
        var data = Files.createDirectories(folder.resolve("data"));
        var versions = Files.createDirectories(folder.resolve("versions"));
        Files.createDirectories(data.resolve(BUCKET)); // a folder is a bucket
        int port = ServerProcess.freePort();
        var secret = UUID.randomUUID().toString();
        var command =
                new ArrayList<>(List.of(ServerProcess.program("versitygw"), "--port", "127.0.0.1:" + port, "--quiet"));
        command.addAll(options);
        command.addAll(List.of("posix", "--versioning-dir", versions.toString(), data.toString()));
        var process = ServerProcess.start(
                command, Map.of("ROOT_ACCESS_KEY", USER, "ROOT_SECRET_KEY", secret), folder.resolve("log"));
        return new S3Server(process.awaitPort(port), data, port, secret);
    }

    public int port() {
        return port;
    }

    /** The folder that holds a bucket's objects. */
    public Path data() {
        return data.resolve(BUCKET);
    }

    /** The public half of the only user's keys. */
    public String accessKeyId() {
        return USER;
    }

    /** The secret half. */
    public String secretAccessKey() {
        return secret;
    }

    public S3Credentials credentials() {
        return new S3Credentials.Keys(new Secret.Given(USER), new Secret.Given(secret));
    }

    /** Settings for a storage below a prefix. */
    public S3Settings settings(String prefix) {
        return settings(prefix, port);
    }

    /** The same, by way of another port. */
    public S3Settings settings(String prefix, int port) {
        return S3Settings.of(URI.create("http://127.0.0.1:" + port), "us-east-1", BUCKET, prefix, credentials());
    }

    @Override
    public void close() {
        process.close();
    }
}
