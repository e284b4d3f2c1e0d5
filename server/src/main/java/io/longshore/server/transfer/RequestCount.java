package io.longshore.server.transfer;

import io.longshore.server.driver.DiskSource;

/** The requests that a storage's server was sent since this was made, by whoever used the storage. Thread-safe. */
final class RequestCount {
    private final DiskSource storage;
    private final long before;

    RequestCount(DiskSource storage) {
        this.storage = storage;
        this.before = storage.requests();
    }

    boolean of(DiskSource other) {
        return storage.uuid().equals(other.uuid());
    }

    long now() {
        return storage.requests() - before;
    }
}
