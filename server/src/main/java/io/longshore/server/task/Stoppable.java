package io.longshore.server.task;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Interrupts the one thread that waits or works for a task, and only while it does: never while it changes the catalog. */
final class Stoppable {
    private @Nullable Thread inside;
    private boolean stopped;

    /** From now on whatever runs inside is interrupted, and nothing new begins. */
    synchronized void stop() {
        stopped = true;
        if (inside != null) {
            inside.interrupt();
        }
    }

    /**
     * Runs something that {@link #stop} interrupts.
     *
     * @throws InterruptedException it was stopped before it began, or as the code inside says
     */
    <T> T run(Callable<T> code) throws Exception {
        enter();
        try {
            return code.call();
        } finally {
            leave();
        }
    }

    private synchronized void enter() throws InterruptedException {
        if (stopped) {
            throw new InterruptedException("stopped");
        }
        inside = Thread.currentThread();
    }

    private synchronized void leave() {
        inside = null;
        Thread.interrupted(); // one that came too late to be noticed must not hit what follows
    }
}
