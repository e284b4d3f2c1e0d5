package io.longshore.server.driver;

import java.io.IOException;

/**
 * Something outside needs the disk, such as clones made of it; the message names them. Nothing was changed.
 */
public final class DiskInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskInUseException(String message) {
        super(message);
    }

    public DiskInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
