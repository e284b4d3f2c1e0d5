package io.longshore.server.driver.peer;

import java.io.IOException;
import java.util.List;

/**
 * Ends what tests have started when their JVM ends without doing so, killed with {@code -9} say. A shell beside each such process reads a pipe that only this JVM
 * holds: when the pipe closes without a word the process is killed, by its id and that alone.
 */
public final class Watchdog {
    private static final String SCRIPT =
            "trap '' HUP INT TERM; read -r word; test \"$word\" = ended || kill -KILL \"$1\"";

    private Watchdog() {}

    /** Has a process ended with this JVM at the latest. */
    public static Process watch(Process process) throws IOException {
        var shell = new ProcessBuilder(List.of("sh", "-c", SCRIPT, "watchdog", Long.toString(process.pid())))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var _ = process.onExit().thenRun(() -> dismiss(shell)); // its id may soon be another's
        return process;
    }

    private static void dismiss(Process shell) {
        try (var words = shell.outputWriter()) {
            words.write("ended\n");
        } catch (IOException _) {
            // the shell is gone
        }
    }
}
