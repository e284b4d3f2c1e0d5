package io.longshore.client;

import java.time.Duration;

/**
 * How long one call waits for a lost server. A server that was never heard from is not waited for at all: then most likely
 * none is running. One that was is asked again after pauses that grow to 5 s, until for the limit nothing has been gained.
 */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Contact contact;
    private final Duration limit;
    private long since;
    private Duration pause = Duration.ZERO;

    /** @param limit how long without a gain is too long, counted from the first failure after the last gain */
    Patience(Contact contact, Duration limit) {
        this.contact = contact;
        this.limit = limit;
    }

    /** The server answered, if only with a refusal. */
    void heard() {
        contact.heard();
    }

    /** The call has come further. */
    void gained() {
        contact.heard();
        pause = Duration.ZERO;
    }

    /**
     * Returns after a pause when the same may be tried again.
     *
     * @throws LongshoreException when there is no point in it any more
     */
    void lost(LongshoreException failure) throws LongshoreException, InterruptedException {
        long now = System.nanoTime();
        if (!contact.lost(failure)) {
            throw LongshoreException.lost(
                    "no server answers at " + contact.server() + ": " + failure.description(), failure);
        }
        if (pause.isZero()) {
            since = now;
            pause = FIRST_PAUSE;
        } else if (now - since > limit.toNanos()) {
            throw LongshoreException.lost(
                    "gave " + contact.server() + " up after " + limit.toSeconds() + " s: " + failure.description(),
                    failure);
        } else {
            var longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        }
        Thread.sleep(pause);
    }
}
