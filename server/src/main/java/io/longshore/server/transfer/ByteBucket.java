package io.longshore.server.transfer;

/**
 * The arithmetic of a rate. Whoever comes when nothing is owed may move any number of bytes and owes them from then on; what is owed melts away at the rate. A
 * quarter of a second that was not used may be used later, so that late wake-ups cost nothing: over {@code n} seconds no more than {@code n + 1/4} seconds' bytes
 * pass, and what was let through last. For one thread at a time.
 */
final class ByteBucket {
    private static final double CREDIT_SECONDS = 0.25;
    private static final double NANOS = 1e9;

    private long bytesPerSecond;
    private double owed;
    private long asOf;

    /** Sets another rate, 0 for none, from now on. What is owed stays owed, and melts at the new one. */
    void change(long now, long rate) {
        melt(now);
        if (bytesPerSecond == 0) {
            owed = 0; // nothing was counted
        }
        bytesPerSecond = rate;
        asOf = now;
    }

    /** Lets the bytes pass and gives 0, or gives the nanoseconds until they may. */
    long take(long now, long bytes) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        melt(now);
        if (owed > 0) {
            return Math.max(1, (long) Math.ceil(owed / bytesPerSecond * NANOS));
        }
        owed += bytes;
        return 0;
    }

    private void melt(long now) {
        if (bytesPerSecond > 0) {
            owed = Math.max(-CREDIT_SECONDS * bytesPerSecond, owed - (now - asOf) / NANOS * bytesPerSecond);
        }
        asOf = now;
    }
}
