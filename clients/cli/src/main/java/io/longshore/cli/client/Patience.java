package io.longshore.cli.client;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long a lost server is waited for. A server that was never heard from is not waited for at all: then most likely
 * none is running. One that was is asked again after pauses that grow to 5 s, until it has been silent for the limit.
 */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ServerAddress server;
    private final Duration limit;
    private final Consumer<String> notices;
    private boolean heard;
    private long silentSince;
    private Duration pause = Duration.ZERO;

    /**
     * @param server who is waited for
     * @param limit how long without a sign of life is too long
     * @param notices is told, in a line each, when the server is lost and when it is back
     */
    Patience(ServerAddress server, Duration limit, Consumer<String> notices) {
        this.server = server;
        this.limit = limit;
        this.notices = notices;
    }

    /** Something came from the server. */
    synchronized void heard() {
        if (!pause.isZero()) {
            notices.accept("the server is back");
        }
        heard = true;
        pause = Duration.ZERO;
    }

    /**
     * Returns after a pause when the same may be tried again.
     *
     * @throws ServerFailure when there is no point in it any more
     */
    void lost(ServerFailure failure) throws ServerFailure, InterruptedException {
        Thread.sleep(nextPause(failure));
    }

    private synchronized Duration nextPause(ServerFailure failure) throws ServerFailure {
        if (!heard) {
            throw ServerFailure.lost("no server answers at " + server + ": " + failure.description(), failure);
        }
        long now = System.nanoTime();
        if (pause.isZero()) {
            silentSince = now;
            pause = FIRST_PAUSE;
            notices.accept(
                    "lost the server (" + failure.description() + "); trying again for " + limit.toSeconds() + " s");
        } else if (now - silentSince > limit.toNanos()) {
            throw ServerFailure.lost(
                    "no answer from " + server + " for " + limit.toSeconds() + " s: " + failure.description(), failure);
        } else {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        return pause;
    }
}
