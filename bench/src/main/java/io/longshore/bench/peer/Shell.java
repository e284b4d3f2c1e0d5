package io.longshore.bench.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs programs in a folder, and fails with what they printed. */
public final class Shell {
    private final Path folder;
    private final Map<String, String> environment;

    public Shell(Path folder) {
        this(folder, Map.of());
    }

    private Shell(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** The same with further variables. */
    public Shell with(Map<String, String> variables) {
        var all = new HashMap<>(environment);
        all.putAll(variables);
        return new Shell(folder, all);
    }

    /** Runs a program to its end; gives what it printed. */
    public String run(String... command) throws IOException, InterruptedException {
        var output = Files.createTempFile(folder, "run", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            int code = builder.start().waitFor();
            var text = Files.readString(output);
            if (code != 0) {
                throw new IOException(String.join(" ", command) + ": exit code " + code + "\n" + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    /** Runs a line of sh, for pipes. */
    public String sh(String line) throws IOException, InterruptedException {
        return run("bash", "-o", "pipefail", "-c", line);
    }

    /** Has all of the folder's file system on its device. */
    public void sync() throws IOException, InterruptedException {
        run("sync", "-f", folder.toString());
    }

    /** Whether a program is on the PATH. */
    public static boolean has(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** Removes a folder, or a file, with all that is in it; nothing where there is none. A server that still writes notes there is outlasted. */
    public static void delete(Path path) throws IOException {
        for (int left = 10; Files.exists(path); left--) {
            try {
                deleteOnce(path);
            } catch (DirectoryNotEmptyException | NoSuchFileException | UncheckedIOException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private static void deleteOnce(Path path) throws IOException {
        try (var all = Files.walk(path)) {
            for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }
}
