package io.longshore.server.transfer;

/** How fast and how wide a transfer may go; both may change while it runs. Thread-safe. */
public class Flow {
    private final ByteBucket bucket = new ByteBucket();
    private final Ticker ticker;
    private volatile int parallelism = Integer.MAX_VALUE;

    /** One without limits. */
    public Flow() {
        this(Ticker.SYSTEM);
    }

    Flow(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Sets new limits, for what is under way too.
     *
     * @param bytesPerSecond 0 for any number
     * @param parallelism blocks at the same time; 0 for any number
     */
    public final void change(long bytesPerSecond, int parallelism) {
        this.parallelism = parallelism == 0 ? Integer.MAX_VALUE : parallelism;
        synchronized (this) {
            bucket.change(ticker.nanos(), bytesPerSecond);
        }
    }

    final Ticker ticker() {
        return ticker;
    }

    final int parallelism() {
        return parallelism;
    }

    /** Takes these bytes if it is time for them; otherwise tells how long to wait, at least 1 ns, before asking again. */
    synchronized long take(long bytes) {
        return bucket.take(ticker.nanos(), bytes);
    }
}
