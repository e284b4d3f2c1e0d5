package io.longshore.bench.peer;

import io.longshore.v1.S3KeyPair;
import io.longshore.v1.S3Location;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** An S3 server, versitygw, over the files of a folder; all take part through it. */
public final class Gateway implements Closeable {
    private static final String BUCKET = "bench";
    private static final String USER = "bench";

    private final Process process;
    private final int port;
    private final String secret;

    private Gateway(Process process, int port, String secret) {
        this.process = process;
        this.port = port;
        this.secret = secret;
    }

    /** Starts one; returns when it takes connections. */
    public static Gateway start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("data").resolve(BUCKET)); // a folder is a bucket
        int port = freePort();
        var secret = UUID.randomUUID().toString();
        var builder = new ProcessBuilder(
                        program(),
                        "--port",
                        "127.0.0.1:" + port,
                        "--quiet",
                        "posix",
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(Map.of("ROOT_ACCESS_KEY", USER, "ROOT_SECRET_KEY", secret));
        var process = builder.start();
        while (!accepts(port)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("versitygw ended: " + Files.readString(folder.resolve("log")));
            }
        }
        return new Gateway(process, port, secret);
    }

    private static String program() {
        var tools = System.getenv("LONGSHORE_TOOLS");
        return tools == null ? "versitygw" : Path.of(tools, "versitygw").toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Where Longshore finds a prefix of the bucket. */
    public S3Location location(String prefix) {
        return S3Location.newBuilder()
                .setEndpoint(endpoint())
                .setRegion("us-east-1")
                .setBucket(BUCKET)
                .setPrefix(prefix)
                .setPathStyle(true)
                .setKeyPair(S3KeyPair.newBuilder().setAccessKeyId(USER).setSecretAccessKey(secret))
                .build();
    }

    /** What restic calls a prefix of the bucket. */
    public String resticRepository(String prefix) {
        return "s3:" + endpoint() + "/" + BUCKET + "/" + prefix;
    }

    /** What rclone calls a prefix of the bucket, given {@link #environment}. */
    public String rcloneRemote(String prefix) {
        return "bench:" + BUCKET + "/" + prefix;
    }

    /** Keys and addresses as restic and rclone want them; without the certificates of the one who measures, which rclone 1.60 can't take. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                USER,
                "AWS_SECRET_ACCESS_KEY",
                secret,
                "AWS_CA_BUNDLE",
                "",
                "RCLONE_CONFIG_BENCH_TYPE",
                "s3",
                "RCLONE_CONFIG_BENCH_PROVIDER",
                "Other",
                "RCLONE_CONFIG_BENCH_ENDPOINT",
                endpoint(),
                "RCLONE_CONFIG_BENCH_ENV_AUTH",
                "true");
    }

    private String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
