package io.longshore.server.driver.peer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void whatAKilledTestRunHasStartedEndsWithIt() throws Exception {
        var run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Run.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle daemon;
        try (var told = run.inputReader()) {
            daemon = ProcessHandle.of(Long.parseLong(told.readLine())).orElseThrow();
            assertThat(daemon.isAlive()).isTrue();
        } finally {
            run.destroyForcibly().waitFor();
        }
        await().atMost(60, SECONDS).until(() -> !daemon.isAlive());
    }

    /** Starts a daemon, tells its id, and does nothing until it is killed. */
    static final class Run {
        private Run() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            var daemon = Watchdog.watch(new ProcessBuilder("sleep", "3600").start());
            System.out.println(daemon.pid());
            new CountDownLatch(1).await();
        }
    }
}
