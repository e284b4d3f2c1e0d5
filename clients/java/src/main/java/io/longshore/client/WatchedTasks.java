package io.longshore.client;

import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * All tasks of a server and what happens to them, without an end of its own. After a lost connection or a restart of the server it attaches again where it was: then the
 * tasks that live are told of from a snapshot once more, those that have ended meanwhile before them, and another {@code synced} follows; no end is missed and none told twice.
 * Heartbeats are not handed out.
 *
 * <p>One thread iterates; iterating again goes on where the last loop stopped. Closing it, from any thread, ends the watching.
 */
public final class WatchedTasks implements Iterable<WatchTasksResponse>, AutoCloseable {
    private final LastingStream<WatchTasksResponse> stream;
    private WatchTasksRequest request;
    private @Nullable WatchTasksResponse upcoming;

    private WatchedTasks(Longshore server, WatchTasksRequest request) {
        this.request = request;
        this.stream = new LastingStream<>(
                server,
                () -> new EventStream<>(server.tasks().watchTasks(this.request), news -> news),
                "the stream of all tasks ended");
    }

    /** Returns with the first piece of news at hand, so that a refusal is thrown here. */
    static WatchedTasks start(Longshore server, WatchTasksRequest request) throws InterruptedException {
        var tasks = new WatchedTasks(server, request);
        try {
            tasks.upcoming = tasks.stream.next(tasks::isNews);
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
        return stream.attachments();
    }

    /** Stops watching. */
    @Override
    public void close() {
        stream.close();
    }

    private @Nullable WatchTasksResponse peek() {
        try {
            if (upcoming == null) {
                upcoming = stream.next(this::isNews);
            }
            return upcoming;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancellation = new CancellationException("interrupted while watching tasks");
            cancellation.initCause(e);
            throw cancellation;
        }
    }

    /** Notes where to go on; a heartbeat says no more than that. */
    private boolean isNews(WatchTasksResponse news) {
        stream.gained();
        request = request.toBuilder().setResumeToken(news.getResumeToken()).build();
        return !news.hasHeartbeat();
    }
}
