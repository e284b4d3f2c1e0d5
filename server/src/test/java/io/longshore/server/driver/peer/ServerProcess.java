package io.longshore.server.driver.peer;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A program that serves a port of 127.0.0.1 until it is closed. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final Thread atExit;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        // a test run that is ended half way ends its servers too
        this.atExit = new Thread(() -> kill(process));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static ServerProcess start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ServerProcess(Watchdog.watch(builder.start()), log);
    }

    /** Returns when the port takes connections. */
    ServerProcess awaitPort(int port) throws IOException {
        await(() -> accepts(port));
        return this;
    }

    /** Returns when the program is ready. */
    void await(BooleanSupplier ready) throws IOException {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> ready.getAsBoolean() || !process.isAlive());
        if (!process.isAlive()) {
            close();
            throw new IOException("ended before it was ready\n" + Files.readString(log));
        }
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Where a program lies: in the folder {@code LONGSHORE_TOOLS}, in the checkout's {@code .longshore/tools/bin}, on the
     * {@code PATH}, or where only root looks.
     */
    static String program(String name) {
        var folders = Stream.concat(
                Stream.of(
                        Objects.requireNonNullElse(System.getenv("LONGSHORE_TOOLS"), "."),
                        Path.of("..", ".longshore", "tools", "bin").toString()),
                Stream.of((Objects.requireNonNullElse(System.getenv("PATH"), "") + File.pathSeparator + "/usr/sbin")
                        .split(File.pathSeparator)));
        return folders.map(folder -> Path.of(folder, name).toAbsolutePath().normalize())
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name
                        + ": not found (expected: in .longshore/tools/bin, where ./longshore test puts it, or on the"
                        + " PATH)"))
                .toString();
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends the program and all that it started. */
    @Override
    public void close() {
        kill(process);
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException _) {
            // the run is being ended
        }
    }

    /** Those that serve one connection each. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }
}
