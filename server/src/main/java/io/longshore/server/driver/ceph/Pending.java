package io.longshore.server.driver.ceph;

import io.longshore.server.driver.StorageUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The end of one asynchronous request, for who waits for it. */
final class Pending implements LongConsumer {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long result;

    @Override
    public void accept(long given) {
        result = given;
        ended.countDown();
    }

    boolean ended() {
        return ended.getCount() == 0;
    }

    /**
     * Waits, not to be interrupted: the library is about to write where it was told to.
     *
     * @return what the request ended with
     * @throws StorageUnavailableException when it does not end in time, though the library gives up earlier
     */
    long await(Duration patience) throws StorageUnavailableException {
        boolean interrupted = false;
        try {
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                try {
                    if (!ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        throw new StorageUnavailableException("a request to the cluster: not ended (expected: within "
                                + patience.toSeconds() + " s)");
                    }
                    return result;
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
