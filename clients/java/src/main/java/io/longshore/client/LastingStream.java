package io.longshore.client;

import io.grpc.StatusException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is watched, over however many calls: after a lost connection, a restart of the server or a long silence it attaches again. One thread reads; any closes.
 *
 * @param <E> the events
 */
final class LastingStream<E> {
    private final Longshore server;
    private final Attempts attempts;
    private final Supplier<EventStream<?, E>> attach;
    private final String endedEarly;
    private int attachments;
    private volatile @Nullable EventStream<?, E> stream;
    private volatile boolean closed;

    /**
     * @param attach makes the next call, which goes on after what was seen
     * @param endedEarly says what it is when a call ends well and this was not closed
     */
    LastingStream(Longshore server, Supplier<EventStream<?, E>> attach, String endedEarly) {
        this.server = server;
        this.attempts = server.attempts();
        this.attach = attach;
        this.endedEarly = endedEarly;
    }

    /** The next event that passes, each being asked about once; null once this is closed. */
    @Nullable
    E next(Predicate<E> isNews) throws InterruptedException {
        while (!closed) {
            try {
                var event = attached().next(server.limits().silence());
                if (event == null) {
                    lost(endedEarly, null);
                } else if (isNews.test(event)) {
                    return event;
                }
            } catch (StatusException e) {
                drop();
                if (!closed) {
                    attempts.failed(e);
                }
            } catch (TimeoutException e) {
                lost("nothing heard for " + server.limits().silence().toSeconds() + " s", e);
            }
        }
        return null;
    }

    /** What came is more than was known: patience begins anew. */
    void gained() {
        attempts.gained();
    }

    /** How many calls were made. */
    int attachments() {
        return attachments;
    }

    private EventStream<?, E> attached() throws InterruptedException {
        var open = stream;
        if (open == null) {
            attempts.begin();
            open = attach.get();
            attachments++;
            stream = open;
            if (closed) { // by another thread, which may not have seen the stream
                open.end();
            }
        }
        return open;
    }

    private void lost(String why, @Nullable Throwable cause) throws InterruptedException {
        drop();
        if (!closed) {
            attempts.failed(LongshoreException.lost(why, cause));
        }
    }

    /** Ends the call under way. */
    void drop() {
        var open = stream;
        if (open != null) {
            stream = null;
            open.end();
        }
    }

    /** Ends the watching; whoever waits for an event gets none. */
    void close() {
        closed = true;
        drop();
    }
}
