package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs programs and keeps what they print. */
final class Program {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** What the product runs with: what the tests do, without themselves. */
    private static final List<Path> CLASS_PATH = Stream.of(
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            .split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(entry -> !entry.startsWith(Path.of("target").toAbsolutePath()))
            .toList();

    private Program() {}

    /** What a program printed and how it ended. */
    record Ended(int exitCode, String out, String err) {
        /** Fails the test unless it ended well. */
        Ended ok() {
            assertThat(exitCode).as("exit code; %s%s", out, err).isZero();
            return this;
        }

        /** The last line of what it printed. */
        String lastLine() {
            var lines = out.strip().lines().toList();
            return lines.isEmpty() ? "" : lines.getLast();
        }
    }

    /** Runs a program to its end; at most ten minutes. */
    static Ended run(Map<String, String> environment, List<String> command) {
        try {
            var out = Files.createTempFile("longshore", ".out");
            var err = Files.createTempFile("longshore", ".err");
            try {
                var builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(environment);
                var process = builder.start();
                if (!process.waitFor(10, TimeUnit.MINUTES)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("still running after ten minutes: " + command);
                }
                return new Ended(process.exitValue(), text(out), text(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Ended run(String... command) {
        return run(Map.of(), List.of(command));
    }

    /** Whether the product was packaged before the tests ran, as in {@code ./longshore test}. */
    static boolean runsFromJars() {
        return CLASS_PATH.stream().noneMatch(Files::isDirectory);
    }

    /** The command that runs a main class of the product with the class path of the tests. */
    static List<String> java(List<String> flags, String mainClass, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(JAVA);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(flags);
        command.add("-cp");
        command.add(CLASS_PATH.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** Where a tool lies that ./longshore test brought, or its plain name to be found on the PATH. */
    static String tool(String name) {
        var folder = System.getenv("LONGSHORE_TOOLS");
        if (folder != null && Files.isExecutable(Path.of(folder, name))) {
            return Path.of(folder, name).toString();
        }
        return name;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
