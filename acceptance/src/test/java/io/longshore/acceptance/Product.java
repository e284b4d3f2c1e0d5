package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.longshore.server.driver.peer.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The product's programs as {@code ./longshore} runs them: with its flags, and with a cache of the classes that they load, which halves the time to start. Each cache
 * is made once a run of tests, by a trial run.
 */
final class Product {
    /** The server. */
    static final Product SERVER = new Product(
            "server", Product::serve, List.of("-Xmx256m", "-XX:+UseParallelGC"), "io.longshore.server.app.Main");

    /** The command line. */
    static final Product CLI =
            new Product("cli", Product::ask, List.of("-Xmx128m", "-XX:+UseSerialGC"), "io.longshore.cli.Main");

    /** Runs it until all is loaded that it needs to be of use. */
    private interface Trial {
        void run(Product product, String flag) throws IOException, InterruptedException;
    }

    private final String name;
    private final Trial trial;
    private final List<String> flags;
    private final String mainClass;
    private List<String> cache;

    private Product(String name, Trial trial, List<String> flags, String mainClass) {
        this.name = name;
        this.trial = trial;
        this.flags = flags;
        this.mainClass = mainClass;
    }

    /** The command that runs it; further flags are the JVM's. */
    synchronized List<String> command(List<String> further, List<String> arguments) {
        if (cache == null) {
            cache = cached();
        }
        var all = new ArrayList<>(cache);
        all.addAll(further);
        return plain(all, arguments);
    }

    private List<String> plain(List<String> further, List<String> arguments) {
        var all = new ArrayList<>(flags);
        all.addAll(further);
        return Program.java(all, mainClass, arguments);
    }

    /** The flags that have it use its cache; none where classes lie in folders: the JVM caches those of jars alone. */
    private List<String> cached() {
        if (!Program.runsFromJars()) {
            return List.of();
        }
        try {
            var file = Path.of("target", name + ".aot").toAbsolutePath();
            Files.deleteIfExists(file);
            trial.run(this, "-XX:AOTCacheOutput=" + file);
            return List.of("-XX:AOTCache=" + file, "-Xlog:disable");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void ask(Product cli, String flag) {
        var _ = Program.run(Map.of(), cli.plain(List.of(flag), List.of("--server", "127.0.0.1:1", "image", "list")));
    }

    private static void serve(Product server, String flag) throws IOException, InterruptedException {
        var data = Files.createTempDirectory(Path.of("target"), "trial");
        var arguments = List.of("--data", data.toString(), "--grpc-port", "0", "--http-port", "0");
        var process = Watchdog.watch(new ProcessBuilder(server.plain(List.of(flag), arguments))
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("log").toFile())
                .start());
        await().atMost(60, SECONDS).until(() -> Files.exists(data.resolve("endpoints.json")) || !process.isAlive());
        process.destroy();
        process.waitFor();
    }
}
