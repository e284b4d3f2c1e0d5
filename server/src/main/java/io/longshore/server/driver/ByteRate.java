package io.longshore.server.driver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bytes in a second. Each caller takes its turn at once and waits until it has come, so that a large one is not passed by
 * small ones for ever. What was not used for up to a second may be used at once. Thread-safe.
 */
public final class ByteRate implements Pace {
    /** The rate that never makes anybody wait. */
    public static final long UNLIMITED = 0;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final Pause pause;
    private long bytesPerSecond;
    private long turn;

    /** @param bytesPerSecond above zero, or {@link #UNLIMITED} */
    public ByteRate(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, Thread::sleep);
    }

    /** A rate by another clock. */
    public ByteRate(long bytesPerSecond, LongSupplier nanos, Pause pause) {
        this.nanos = nanos;
        this.pause = pause;
        change(bytesPerSecond);
    }

    /** Sets another rate for whoever comes from now on; who waits already goes on waiting. */
    public synchronized void change(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytes per second: " + bytesPerSecond + " (expected: >= 0)");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.turn = nanos.getAsLong() - SECOND;
    }

    /** Lets time pass. */
    public interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    @Override
    public void take(long bytes) throws IOException {
        long wait = book(bytes);
        if (wait > 0) {
            try {
                pause.sleep(Duration.ofNanos(wait));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                var interrupted = new InterruptedIOException("interrupted while waiting for the rate limit");
                interrupted.initCause(e);
                throw interrupted;
            }
        }
    }

    private synchronized long book(long bytes) {
        if (bytesPerSecond == UNLIMITED) {
            return 0;
        }
        long now = nanos.getAsLong();
        turn = Math.max(turn, now - SECOND);
        turn += Math.round((double) bytes / bytesPerSecond * SECOND);
        return turn - now;
    }
}
