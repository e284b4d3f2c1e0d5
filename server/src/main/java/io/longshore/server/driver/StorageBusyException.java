package io.longshore.server.driver;

import java.io.IOException;

/** Writers did not end in time; the message names their tasks. */
public final class StorageBusyException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageBusyException(String message) {
        super(message);
    }

    public StorageBusyException(String message, Throwable cause) {
        super(message, cause);
    }
}
