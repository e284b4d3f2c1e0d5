package io.longshore.server.driver;

import java.io.IOException;

/** What lies there is no storage of a format known here, or its description is damaged. */
public final class StorageFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageFormatException(String message) {
        super(message);
    }

    public StorageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
