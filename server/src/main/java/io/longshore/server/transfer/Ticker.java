package io.longshore.server.transfer;

import java.util.concurrent.TimeUnit;

/** Where a rate gets its time from. */
interface Ticker {
    /** The system's. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Object lock, long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.timedWait(lock, nanos);
        }
    };

    /** A time that only goes forward, in nanoseconds. */
    long nanos();

    /** Waits for so long, or until the lock's waiters are woken. The caller has the lock, and others may take it meanwhile. */
    void pause(Object lock, long nanos) throws InterruptedException;
}
