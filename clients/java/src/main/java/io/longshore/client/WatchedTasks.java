package io.longshore.client;

import io.grpc.StatusException;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * All tasks of a server and what happens to them, without an end of its own. After a lost connection or a restart of the server it attaches again where it was: then the
 * tasks that live are told of from a snapshot once more, those that have ended meanwhile before them, and another {@code synced} follows; no end is missed and none told twice.
 * Heartbeats are not handed out.
 *
 * <p>One thread iterates; iterating again goes on where the last loop stopped. Closing it, from any thread, ends the watching.
 */
public final class WatchedTasks implements Iterable<WatchTasksResponse>, AutoCloseable {
    private final Longshore server;
    private final Attempts attempts;
    private WatchTasksRequest request;
    private @Nullable WatchTasksResponse upcoming;
    private int attachments;
    private volatile @Nullable EventStream<?, WatchTasksResponse> stream;
    private volatile boolean closed;

    private WatchedTasks(Longshore server, WatchTasksRequest request) {
        this.server = server;
        this.request = request;
        this.attempts = server.attempts();
    }

    /** Returns with the first piece of news at hand, so that a refusal is thrown here. */
    static WatchedTasks start(Longshore server, WatchTasksRequest request) throws InterruptedException {
        var tasks = new WatchedTasks(server, request);
        try {
            tasks.upcoming = tasks.read();
            return tasks;
        } catch (RuntimeException | InterruptedException e) {
            tasks.close();
            throw e;
        }
    }

    /**
     * The news from here on; after {@link #close} there are none. {@code hasNext} blocks until there is something. Both methods throw {@link LongshoreException} where
     * the server is lost for too long, and {@link CancellationException}, with the thread's flag set, where the thread is interrupted.
     */
    @Override
    public Iterator<WatchTasksResponse> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return peek() != null;
            }

            @Override
            public WatchTasksResponse next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the watch was closed");
                }
                var news = Objects.requireNonNull(upcoming);
                upcoming = null;
                return news;
            }
        };
    }

    /** How often it has attached until what {@code next} gave last: where the number is another, what follows are snapshots up to the next {@code synced}. */
    public int attachments() {
        return attachments;
    }

    /** Stops watching. */
    @Override
    public void close() {
        closed = true;
        drop();
    }

    private @Nullable WatchTasksResponse peek() {
        try {
            if (upcoming == null) {
                upcoming = read();
            }
            return upcoming;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancellation = new CancellationException("interrupted while watching tasks");
            cancellation.initCause(e);
            throw cancellation;
        }
    }

    /** The next news but for heartbeats; null once this is closed. */
    private @Nullable WatchTasksResponse read() throws InterruptedException {
        while (!closed) {
            try {
                var news = attached().next(server.limits().silence());
                if (news == null) {
                    lost("the stream of all tasks ended", null);
                    continue;
                }
                attempts.gained();
                request = request.toBuilder()
                        .setResumeToken(news.getResumeToken())
                        .build();
                if (!news.hasHeartbeat()) {
                    return news;
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

    private EventStream<?, WatchTasksResponse> attached() throws InterruptedException {
        var open = stream;
        if (open == null) {
            attempts.begin();
            open = new EventStream<>(server.tasks().watchTasks(request), news -> news);
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

    private void drop() {
        var open = stream;
        if (open != null) {
            stream = null;
            open.end();
        }
    }
}
