package io.longshore.disk;

import java.io.IOException;

/** Bytes that should be a node of a disk's tree are none, or one of a version not known here. */
public final class MalformedNodeException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedNodeException(String message) {
        super(message);
    }
}
