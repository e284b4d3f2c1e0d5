package io.longshore.server.app;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done every so often, one thing at a time. What fails is logged and done again at its next time. */
final class Housekeeping implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").daemon().factory());

    /** Has something done every so often, the first time after that time. */
    void every(Duration pause, String what, Runnable work) {
        var _ = timer.scheduleWithFixedDelay(
                () -> run(what, work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void run(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("what", what).setCause(e).log("housekeeping failed");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
