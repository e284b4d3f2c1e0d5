package io.longshore.server.driver.zstore.pack;

import java.io.IOException;

/** Bytes of a pack are damaged, or of a kind not known here. The message names the field, its value and what was expected. */
public final class PackFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public PackFormatException(String message) {
        super(message);
    }
}
