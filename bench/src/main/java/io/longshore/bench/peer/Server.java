package io.longshore.bench.peer;

import io.longshore.client.Longshore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, with the heap that users get. */
public final class Server implements AutoCloseable {
    /** As {@code ./longshore serve} starts it. */
    public static final List<String> HEAP = List.of("-Xmx256m", "-XX:+UseParallelGC");

    private final Process process;
    private final Longshore client;

    private Server(Process process, Longshore client) {
        this.process = process;
        this.client = client;
    }

    /** Starts one with its data in {@code folder}; returns when it serves. */
    public static Server start(Path folder, List<String> flags) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new java.util.ArrayList<>(
                List.of(java, "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(HEAP);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.longshore.server.app.Main"));
        command.addAll(List.of("--data", folder.toString(), "--grpc-port", "0", "--http-port", "0"));
        var log = folder.resolve("server.log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (Files.notExists(folder.resolve("endpoints.json"))) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("the server ended: " + Files.readString(log));
            }
        }
        return new Server(process, Longshore.builder().dataFolder(folder).connect());
    }

    /** A connection that has been made already. */
    public Longshore client() {
        return client;
    }

    /** Forgets the most memory that the process has had, so that it is counted anew. */
    public void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc", Long.toString(process.pid()), "clear_refs"), "5");
    }

    /** The most memory that was resident since the count began. */
    public long peakResidentBytes() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.toLowerCase(Locale.ROOT).startsWith("vmhwm:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        process.onExit().join();
    }
}
