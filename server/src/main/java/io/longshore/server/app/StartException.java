package io.longshore.server.app;

import org.jspecify.annotations.Nullable;

/** The server can't start, for a reason that its operator can mend. The message is the line that is shown. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    public StartException(String message) {
        this(message, null);
    }

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
