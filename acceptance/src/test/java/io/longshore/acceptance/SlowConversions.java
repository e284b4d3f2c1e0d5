package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Stands before {@code qemu-img} on a server's PATH and, when it is told to, has it convert so slowly that it would not end while a test runs. */
final class SlowConversions {
    private final Path programs;
    private final Path work;

    /** @param folder where programs may lie; the server's data folder is {@code server} in it */
    SlowConversions(Path folder) throws IOException {
        programs = Files.createDirectory(folder.resolve("programs"));
        work = folder.resolve("server/conversions");
        var script = Files.writeString(programs.resolve("qemu-img"), """
            #!/bin/sh
            if [ "$1" = convert ] && [ -e '%s/slowly' ]; then shift; set -- convert -r 16384 "$@"; fi
            PATH=${PATH#*:}
            exec qemu-img "$@"
            """.formatted(programs));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** What the server is to be started with. */
    Map<String, String> environment() {
        return Map.of("PATH", programs + ":" + System.getenv("PATH"));
    }

    /** Slows down what begins from now on, or no more. */
    void slow(boolean slowly) throws IOException {
        if (slowly) {
            Files.createFile(programs.resolve("slowly"));
        } else {
            Files.deleteIfExists(programs.resolve("slowly"));
        }
    }

    /** Waits until the program writes a disk; gives its process. */
    ProcessHandle awaitOne() {
        await().atMost(2, MINUTES)
                .until(() -> left().stream().anyMatch(folder -> Files.exists(folder.resolve("disk"))));
        return running().getFirst();
    }

    /** The processes that work in the server's folder for conversions; not those that have ended and are still listed, as they say nothing of themselves. */
    List<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(work + "/"))
                        .isPresent())
                .toList();
    }

    /** The folders of conversions that have not ended, or were left behind. */
    List<Path> left() throws IOException {
        if (!Files.exists(work)) {
            return List.of();
        }
        try (var folders = Files.list(work)) {
            return folders.toList();
        }
    }
}
