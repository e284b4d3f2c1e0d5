package io.longshore.client;

import java.io.IOException;

/** Bytes are not those that they should be; nothing may be made of them. */
public final class DamagedContentException extends IOException {
    private static final long serialVersionUID = 1;

    /** What is damaged, and what was expected. */
    public DamagedContentException(String message) {
        super(message);
    }
}
