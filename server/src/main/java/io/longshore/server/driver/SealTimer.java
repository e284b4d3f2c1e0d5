package io.longshore.server.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Looks again and again, on a thread of its own, whether what a session has put is to be sealed: for uploads, whose sender may stop at any time. */
public final class SealTimer implements AutoCloseable {
    private final Duration pause;
    private final Look look;
    private final Consumer<Exception> failed;
    private final Thread thread;
    private volatile boolean closed;

    /** Seals what is due. */
    public interface Look {
        void look() throws IOException, InterruptedException;
    }

    private SealTimer(String name, Duration pause, Look look, Consumer<Exception> failed) {
        this.pause = pause;
        this.look = look;
        this.failed = failed;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /**
     * Starts to look.
     *
     * @param pause between two looks, and before the first
     * @param failed told of a failure, which ends it
     */
    public static SealTimer start(String name, Duration pause, Look look, Consumer<Exception> failed) {
        var timer = new SealTimer(name, pause, look, failed);
        timer.thread.start();
        return timer;
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(pause);
                look.look();
            }
        } catch (InterruptedException _) {
            // closed
        } catch (IOException | RuntimeException e) {
            failed.accept(e);
        }
    }

    /** Returns when no look is under way; an interruption of the caller is kept for later. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
