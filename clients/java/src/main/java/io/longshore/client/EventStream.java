package io.longshore.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that watches, as the events that come through it.
 *
 * @param event takes the event out of a message
 * @param <M> the call's messages
 * @param <E> the events
 */
record EventStream<M, E>(BlockingClientCall<?, M> call, Function<M, E> event) {
    /**
     * Waits for the next event; null where the call has ended well.
     *
     * @throws TimeoutException where none came for so long
     */
    @Nullable
    E next(Duration silence) throws StatusException, InterruptedException, TimeoutException {
        var message = call.read(silence.toMillis(), TimeUnit.MILLISECONDS);
        return message == null ? null : event.apply(message);
    }

    /** Ends the call; tasks go on. Whoever waits for an event gets {@code CANCELLED}. */
    void end() {
        call.cancel("seen enough", null);
    }
}
