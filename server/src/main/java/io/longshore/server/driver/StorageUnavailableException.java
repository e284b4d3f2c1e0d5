package io.longshore.server.driver;

import java.io.IOException;

/**
 * The storage, or a part of it that is needed, does not answer within the time it has. It may answer again, and the same
 * be tried then.
 */
public class StorageUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageUnavailableException(String message) {
        super(message);
    }

    public StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
