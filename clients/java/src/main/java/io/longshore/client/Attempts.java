package io.longshore.client;

import io.grpc.Status;
import io.grpc.StatusException;
import java.util.function.BooleanSupplier;

/** One call and its repetitions: after a lost connection as long as there is patience, after an expired session once. */
final class Attempts {
    private final Sessions sessions;
    private final Patience patience;
    private final BooleanSupplier open;
    private final Runnable reconnect;
    private String token = "";
    private boolean renewed;

    /**
     * @param open whether the connection has not been closed by its owner
     * @param reconnect has a lost connection made again without delay
     */
    Attempts(Sessions sessions, Patience patience, BooleanSupplier open, Runnable reconnect) {
        this.sessions = sessions;
        this.patience = patience;
        this.open = open;
        this.reconnect = reconnect;
    }

    /** Has a session at hand for the next attempt. */
    void begin() throws InterruptedException {
        token = sessions.ensure();
    }

    /** The call has come further than before. */
    void gained() {
        renewed = false;
        patience.gained();
    }

    /** Returns when the call is worth another try; throws the failure where it is not. */
    void failed(StatusException failure) throws InterruptedException {
        throwIfInterrupted();
        failed(LongshoreException.of(failure));
    }

    /** The same for a failure of another kind. */
    void failed(LongshoreException failure) throws InterruptedException {
        if (failure.code() == Status.Code.UNAUTHENTICATED && !renewed && sessions.renew(token)) {
            renewed = true;
            return;
        }
        failedOpenly(failure);
    }

    /** The same for a call that needs no session. */
    void failedOpenly(StatusException failure) throws InterruptedException {
        throwIfInterrupted();
        failedOpenly(LongshoreException.of(failure));
    }

    private void failedOpenly(LongshoreException failure) throws InterruptedException {
        if (!open.getAsBoolean()) {
            throw LongshoreException.closed(failure);
        }
        if (!failure.lostContact()) {
            patience.heard();
            throw failure;
        }
        patience.lost(failure);
        reconnect.run();
    }

    /** gRPC's blocking stubs make a status of an interruption, and leave the flag. */
    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
