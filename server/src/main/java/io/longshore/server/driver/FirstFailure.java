package io.longshore.server.driver;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What broke a writer's work first. Nothing is written after it: what comes later would build on what is not there. Thread-safe. */
public final class FirstFailure {
    private final String work;
    private final AtomicReference<@Nullable Exception> cause = new AtomicReference<>();

    /** Nothing has failed yet; {@code work} says in messages whose failure it was. */
    public FirstFailure(String work) {
        this.work = work;
    }

    /** Notes a failure; the first one counts. */
    public void note(Exception failure) {
        cause.compareAndSet(null, failure);
    }

    /** Whether a storage that could not be reached was the first failure. */
    public boolean isUnavailability() {
        return cause.get() instanceof StorageUnavailableException;
    }

    /**
     * Passes while nothing has failed.
     *
     * @throws StorageFullException when a full storage was the first failure
     * @throws StorageUnavailableException when a storage that could not be reached was
     * @throws IOException for any other
     */
    public void check() throws IOException {
        var first = cause.get();
        if (first != null) {
            var message = work + ": broken by " + first.getMessage();
            throw switch (first) {
                case StorageFullException _ -> new StorageFullException(message, first);
                case StorageUnavailableException _ -> new StorageUnavailableException(message, first);
                default -> new IOException(message, first);
            };
        }
    }
}
