package io.longshore.server.format;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes raw disks of files in other formats with the program {@code qemu-img}, which is looked for on the server's PATH. What it may take is bounded: memory, processor and other time, the
 * size of what it writes, and the room that it leaves on the file system. It is told the format and that there is no backing file, whatever the bytes say, and gets no environment.
 */
public final class QemuImg {
    /** Enough for the largest tables that QEMU caches; a file that makes it want more is refused. */
    private static final long MEMORY_BYTES = 1L << 30;

    /**
     * Of each of its threads, of which there are up to some 70. What the C library would reserve for them otherwise, 8 MiB each and 64 MiB for an arena of each, is
     * {@link #MEMORY_BYTES} now and then, and no thread can be made.
     */
    private static final long STACK_BYTES = 1 << 20;

    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "MALLOC_ARENA_MAX", "1");

    /** Stays free on the file system that is converted on. */
    public static final long SPARE_BYTES = 1L << 30;

    /** The slowest disk and processor that are waited for. */
    private static final long BYTES_PER_SECOND = 16L << 20;

    private static final Duration LEAST_TIME = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int MAX_SAID = 500;

    /** In the folder of a conversion, what the program's process is called by the system. */
    private static final String PID = "pid";

    /** A process that was killed is waited for so long: where nobody takes leave of it, it stays in the system's list. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** What it is called on the PATH. */
    public static final String PROGRAM = "qemu-img";

    private final String program;

    /** @param program a name on the PATH, or a path */
    public QemuImg(String program) {
        this.program = program;
    }

    /** Name and version, as {@code qemu-img 7.2.0}; {@code CONVERSION_FAILED} where the program is not there. */
    public String version(Path folder) throws InterruptedException {
        var said = run(folder, List.of(program, "--version"), LEAST_TIME.toSeconds(), 1 << 20);
        var words = said.split("\\s+", 5);
        return words.length > 3 && words[1].equals("version") ? words[0] + " " + words[2] : "qemu-img";
    }

    /**
     * Converts a file whose format is known and that was found to refer to no other.
     *
     * @param folder private to this conversion; error messages are written there
     * @param virtualSizeBytes of the disk that the result must be
     * @throws FailureException {@code CONVERSION_FAILED}
     */
    public void toRaw(Path folder, Path from, DiskFormat format, Path raw, long virtualSizeBytes)
            throws IOException, InterruptedException {
        var source = "json:{\"driver\":\"" + format.wireName() + "\",\"file\":{\"driver\":\"file\",\"filename\":\""
                + from.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"")
                + "\"},\"backing\":null}";
        long seconds = LEAST_TIME.toSeconds() + (Files.size(from) + virtualSizeBytes) / BYTES_PER_SECOND;
        run(
                folder,
                List.of(
                        program,
                        "convert",
                        "-q",
                        "-O",
                        "raw",
                        source,
                        raw.toAbsolutePath().toString()),
                seconds,
                virtualSizeBytes);
        if (Files.size(raw) != virtualSizeBytes) {
            throw failed("the disk has " + Files.size(raw) + " bytes (expected: " + virtualSizeBytes + ")");
        }
    }

    /**
     * Ends the program that a server which was killed left running in a folder; does nothing where it has ended. It would go on to the end, and keep the room of
     * files that are deleted.
     */
    public static void endLeft(Path folder) throws IOException {
        var file = folder.resolve(PID);
        var pid = Files.exists(file) ? Files.readString(file).strip() : "";
        if (pid.matches("[0-9]{1,18}")) {
            ProcessHandle.of(Long.parseLong(pid))
                    .filter(process -> worksIn(process, folder))
                    .ifPresent(QemuImg::end);
        }
    }

    /** The system gives numbers anew. Ours was told the folder, whose name is like no other. */
    private static boolean worksIn(ProcessHandle process, Path folder) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(folder.getFileName().toString()))
                .isPresent();
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit()
                .completeOnTimeout(process, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private String run(Path folder, List<String> command, long seconds, long fileBytes) throws InterruptedException {
        var said = folder.resolve("said");
        // The limits are the shell's, which every system has; -f counts in 512 bytes.
        var script =
                "echo $$ > %s && ulimit -c 0 && ulimit -v %d && ulimit -s %d && ulimit -t %d && ulimit -f %d && exec \"$@\""
                        .formatted(
                                PID,
                                MEMORY_BYTES >> 10,
                                STACK_BYTES >> 10,
                                seconds,
                                (Math.max(fileBytes, 1 << 20) + 511) / 512);
        var all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        all.addAll(command);
        var builder = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
        try {
            var process = builder.start();
            try {
                await(process, folder, Duration.ofSeconds(4 * seconds));
            } finally {
                process.destroyForcibly();
                process.onExit().join(); // after that nothing more is written
            }
            return outcome(process.exitValue(), said);
        } catch (IOException e) {
            throw new FailureException(Reason.CONVERSION_FAILED, program + ": " + e.getMessage(), Map.of(), e);
        }
    }

    private static void await(Process process, Path folder, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > end) {
                throw failed("has not ended (expected: within " + limit.toSeconds() + " s)");
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < SPARE_BYTES / 2) {
                throw failed("the file system of the data folder has " + free + " bytes left (expected: >= "
                        + SPARE_BYTES / 2 + ")");
            }
        }
    }

    private String outcome(int code, Path said) throws IOException {
        var text = new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip();
        return switch (code) {
            case 0 -> text;
            case 126, 127 ->
                throw failed("can't be run (expected: on the server's PATH, from the package qemu-utils or qemu)");
            default -> throw failed("ended with " + code + ": " + text.substring(0, Math.min(text.length(), MAX_SAID)));
        };
    }

    private static FailureException failed(String what) {
        return new FailureException(Reason.CONVERSION_FAILED, "qemu-img: " + what, Map.of("program", "qemu-img"));
    }
}
