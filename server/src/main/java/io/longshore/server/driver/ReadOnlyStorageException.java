package io.longshore.server.driver;

import java.io.IOException;

/** The storage may be read but not written: it belongs to another deployment, or has features not known here. */
public sealed class ReadOnlyStorageException extends IOException permits OlderCatalogException {
    private static final long serialVersionUID = 1L;

    public ReadOnlyStorageException(String message) {
        super(message);
    }

    public ReadOnlyStorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
