package io.longshore.server.driver;

import java.io.IOException;

/** Reclaiming is in doubt and deleted nothing; the message says about what. */
public final class ReclaimRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public ReclaimRefusedException(String message) {
        super(message);
    }

    public ReclaimRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
