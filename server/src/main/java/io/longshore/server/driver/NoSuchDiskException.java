package io.longshore.server.driver;

import java.io.IOException;

/** The storage has no such disk, or not all of it. */
public final class NoSuchDiskException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoSuchDiskException(String message) {
        super(message);
    }

    public NoSuchDiskException(String message, Throwable cause) {
        super(message, cause);
    }
}
