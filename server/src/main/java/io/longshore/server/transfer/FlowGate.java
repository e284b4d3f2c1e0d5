package io.longshore.server.transfer;

import io.longshore.server.transfer.OwnThread.Cancellation;
import java.util.concurrent.TimeUnit;

/** Lets one step of a transfer hand out pieces of work no faster and no more at a time than its {@link Flow} says. One thread enters, any pass and leave. */
final class FlowGate {
    /** How soon a change of the limits, or a cancellation, is noticed by who waits. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Flow flow;
    private final Cancellation cancellation;
    private int inside;

    FlowGate(Flow flow, Cancellation cancellation) {
        this.flow = flow;
        this.cancellation = cancellation;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** Waits until a piece of work of so many bytes may begin. */
    synchronized void enter(long bytes) throws InterruptedException {
        enter();
        pass(bytes);
    }

    /** Waits until a piece of work may begin whose bytes {@link #pass} one after the other. */
    synchronized void enter() throws InterruptedException {
        while (inside >= flow.parallelism()) {
            pause(LOOK_NANOS);
        }
        inside++;
    }

    /** Waits until it is time for so many bytes. */
    synchronized void pass(long bytes) throws InterruptedException {
        for (long wait = flow.take(bytes); wait > 0; wait = flow.take(bytes)) {
            pause(Math.min(wait, LOOK_NANOS));
        }
    }

    private void pause(long nanos) throws InterruptedException {
        cancellation.check();
        flow.ticker().pause(this, nanos);
        cancellation.check();
    }

    /** The work is done, or failed. */
    synchronized void leave() {
        inside--;
        notifyAll();
    }
}
