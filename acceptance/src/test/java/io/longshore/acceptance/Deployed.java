package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.conformance.Trust;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A server with Envoy and TLS before it, as {@code deploy} says: its scripts, with the class path of the tests in place of ./longshore. */
record Deployed(Site site, HttpClient client, String base, int port, Path authority) implements AutoCloseable {
    private static final Path DEPLOY = Path.of("..", "deploy");

    static Deployed open(Path folder) throws Exception {
        var certificates = folder.resolve("certificates");
        Program.run(DEPLOY.resolve("make-certificates").toString(), certificates.toString(), "localhost", "127.0.0.1")
                .ok();
        var data = folder.resolve("server");
        int port = freePort();
        var run = new ProcessBuilder(
                DEPLOY.resolve("run").toString(),
                data.toString(),
                certificates.resolve("server.pem").toString(),
                certificates.resolve("server.key").toString(),
                "127.0.0.1:" + port);
        run.environment().put("LONGSHORE", longshore(folder).toString());
        run.environment().put("ENVOY", Program.tool("envoy"));
        run.environment().put("ENVOY_ADMIN", "127.0.0.1:" + freePort());
        var process = run.redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        var site = Site.open(folder, RunningServer.startedBy(process, data));
        var authority = certificates.resolve("ca.pem");
        var deployed = new Deployed(site, Trust.of(authority), "https://127.0.0.1:" + port, port, authority);
        await().atMost(60, SECONDS).until(() -> {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve("server.log")))
                    .isTrue();
            return deployed.healthy();
        });
        return deployed;
    }

    /** Whether Envoy serves and finds the server healthy. */
    boolean healthy() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + "/healthz")).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException _) {
            return false;
        }
    }

    private static Path longshore(Path folder) throws IOException {
        var script = Files.writeString(folder.resolve("longshore"), """
                #!/bin/sh
                case $1 in
                    serve) shift && exec %s "$@" ;;
                    envoy) shift && exec %s "$@" ;;
                esac
                """.formatted(
                        words(Product.SERVER.command(List.of(), List.of())),
                        words(Program.java(List.of(), "io.longshore.envoy.Main", List.of()))));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static String words(List<String> command) {
        return command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    /** Envoy tells nobody which port the system gave it: one is asked for beforehand. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        site.close();
    }
}
