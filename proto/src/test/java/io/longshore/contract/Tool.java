package io.longshore.contract;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that the tests need. It is looked for in the folder {@code LONGSHORE_TOOLS}, in the checkout's
 * {@code .longshore/tools/bin} (both filled by {@code ./longshore test}), then on the {@code PATH}; one that is in none
 * of these fails the test.
 */
record Tool(Path executable) {
    private static final long MAX_MINUTES = 5;

    static Tool named(String name) {
        return folders()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tool::new)
                .orElseThrow(() ->
                        new AssertionError(name + ": not found (expected: in .longshore/tools/bin, where ./longshore"
                                + " test puts it, or on the PATH)"));
    }

    /** Runs to the end and answers what was printed; an exit code other than 0 fails the test with that output. */
    String run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        return run(folder, Map.of(), arguments);
    }

    String run(Path folder, Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of(executable.toString()), arguments.stream())
                .toList();
        var output = Files.createTempFile("longshore-tool", ".log");
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.redirectOutput(output.toFile()).environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(executable + ": still running after " + MAX_MINUTES + " minutes");
            }
            var printed = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new AssertionError(executable + ": exit code " + process.exitValue() + "\n" + printed);
            }
            return printed;
        } finally {
            Files.delete(output);
        }
    }

    private static Stream<Path> folders() {
        var given = Stream.ofNullable(System.getenv("LONGSHORE_TOOLS"));
        var fetched = Stream.of(Path.of("..", ".longshore", "tools", "bin")
                .toAbsolutePath()
                .normalize()
                .toString());
        var onPath =
                Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator));
        return Stream.of(given, fetched, onPath)
                .flatMap(folders -> folders)
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }
}
