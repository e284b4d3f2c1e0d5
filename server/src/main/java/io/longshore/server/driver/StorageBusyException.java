package io.longshore.server.driver;

import java.io.IOException;

/** Something else has the storage to itself just now; the message says what. */
public final class StorageBusyException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageBusyException(String message) {
        super(message);
    }

    public StorageBusyException(String message, Throwable cause) {
        super(message, cause);
    }
}
