package io.longshore.server.driver;

import java.io.IOException;

/** There is no room for a write. Space may be freed, and the same write tried again. */
public final class StorageFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageFullException(String message) {
        super(message);
    }

    public StorageFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
