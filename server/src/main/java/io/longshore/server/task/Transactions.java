package io.longshore.server.task;

import java.util.function.Supplier;

/**
 * Changes to the catalog that happen together or not at all. Calls of the catalog's interfaces inside a transaction belong to it; a transaction
 * inside another one is part of it. No storage and no network is touched inside.
 */
public interface Transactions {
    /** Runs a change; when it throws, nothing of it is kept. */
    <T> T write(Supplier<T> change);

    /** As {@link #write(Supplier)}, for a change that gives nothing. */
    default void write(Runnable change) {
        write(() -> {
            change.run();
            return true;
        });
    }
}
