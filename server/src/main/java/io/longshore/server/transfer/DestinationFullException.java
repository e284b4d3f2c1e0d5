package io.longshore.server.transfer;

import java.util.UUID;

/**
 * The destination has no more room. What was sealed stays there: once there is room, the same transfer may be started again and goes on. A task that meets
 * this is suspended; an upload is refused with {@code STORAGE_FULL}.
 */
public final class DestinationFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final UUID storage;

    public DestinationFullException(UUID storage, Throwable cause) {
        super("storage " + storage + " is full: " + cause.getMessage(), cause);
        this.storage = storage;
    }

    /** The storage that is full. */
    public UUID storage() {
        return storage;
    }
}
