package io.longshore.server.task;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Interrupts the one thread that waits or works for a task, and only while it does: never while it changes the catalog. */
final class Stoppable {
    private @Nullable Thread inside;
    private boolean working;
    private boolean stopped;
    private boolean held;
    private boolean cut;

    /** From now on whatever runs inside is interrupted, and nothing new begins. */
    synchronized void stop() {
        stopped = true;
        interrupt();
    }

    /** From now on work is interrupted, and none begins until {@link #letGo}; what only waits is not touched. */
    synchronized void hold() {
        held = true;
        cut = true;
        if (working) {
            interrupt();
        }
    }

    /** Lets work begin again. */
    synchronized void letGo() {
        held = false;
    }

    /** Whether the last work was cut off by {@link #hold}, or kept from beginning. */
    synchronized boolean cut() {
        return cut;
    }

    synchronized boolean stopped() {
        return stopped;
    }

    private void interrupt() {
        if (inside != null) {
            inside.interrupt();
        }
    }

    /**
     * Waits for something, until {@link #stop} interrupts it.
     *
     * @throws InterruptedException it was stopped before it began, or as the code inside says
     */
    <T> T await(Callable<T> code) throws Exception {
        return run(code, false);
    }

    /** Runs something that {@link #hold} interrupts too. */
    <T> T work(Callable<T> code) throws Exception {
        return run(code, true);
    }

    private <T> T run(Callable<T> code, boolean works) throws Exception {
        enter(works);
        try {
            return code.call();
        } finally {
            leave();
        }
    }

    private synchronized void enter(boolean works) throws InterruptedException {
        if (stopped || (works && held)) {
            throw new InterruptedException(stopped ? "stopped" : "paused");
        }
        if (works) {
            cut = false;
        }
        working = works;
        inside = Thread.currentThread();
    }

    private synchronized void leave() {
        inside = null;
        working = false;
        Thread.interrupted(); // one that came too late to be noticed must not hit what follows
    }
}
