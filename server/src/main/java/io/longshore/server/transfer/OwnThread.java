package io.longshore.server.transfer;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs what reads and writes files on a thread that nobody interrupts: a file channel that is interrupted is closed, for all who share it. An
 * interruption of the caller is passed on as a question that the work asks itself.
 */
final class OwnThread {
    private OwnThread() {}

    /** The work. */
    interface Body<T extends @Nullable Object> {
        T run(Cancellation cancellation) throws IOException, InterruptedException;
    }

    /** Whether the work is still wanted. */
    static final class Cancellation {
        private final AtomicBoolean asked = new AtomicBoolean();

        /** Ends the work when it is not. */
        void check() throws InterruptedException {
            if (asked.get()) {
                throw new InterruptedException("cancelled");
            }
        }
    }

    /** Runs work to its end, or, when the caller is interrupted, until it notices. */
    static <T extends @Nullable Object> T run(Body<T> body) throws IOException, InterruptedException {
        var running = new Running<>(body);
        Thread.ofVirtual().name("transfer").start(running);
        return running.await();
    }

    private static final class Running<T extends @Nullable Object> implements Runnable {
        private final Body<T> body;
        private final Cancellation cancellation = new Cancellation();
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Outcome<T> outcome;

        Running(Body<T> body) {
            this.body = body;
        }

        @Override
        public void run() {
            outcome = outcome();
            ended.countDown();
        }

        private Outcome<T> outcome() {
            try {
                return new Outcome<>(body.run(cancellation), null);
            } catch (Throwable e) {
                return new Outcome<>(null, e);
            }
        }

        T await() throws IOException, InterruptedException {
            boolean interrupted = false;
            while (true) {
                try {
                    ended.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancellation.asked.set(true);
                }
            }
            var result = outcome;
            if (interrupted && (result == null || result.failure == null)) {
                // It ended well all the same: the caller learns of both.
                Thread.currentThread().interrupt();
            }
            return result == null ? fail(new IllegalStateException("no outcome")) : result.get();
        }

        private T fail(RuntimeException failure) {
            throw failure;
        }
    }

    private record Outcome<T extends @Nullable Object>(
            @Nullable T value, @Nullable Throwable failure) {
        @SuppressWarnings("NullAway") // the value may be null exactly where T may
        T get() throws IOException, InterruptedException {
            switch (failure) {
                case null -> {
                    // It ended well.
                }
                case IOException e -> throw e;
                case InterruptedException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
            return value;
        }
    }
}
