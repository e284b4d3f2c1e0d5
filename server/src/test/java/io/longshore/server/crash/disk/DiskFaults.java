package io.longshore.server.crash.disk;

import java.io.IOException;

/** What goes wrong with a disk. */
public interface DiskFaults {
    /** Nothing. */
    DiskFaults NONE = (_, _) -> {};

    /** What is done with a disk. */
    enum Verb {
        CREATE,
        WRITE,
        FLUSH,
        FLUSH_FOLDER,
        RENAME,
        REMOVE,
        READ,
        LIST
    }

    /** Is asked before each call; fails it, holds it up, or lets it pass. */
    void before(Verb verb, String path) throws IOException;

    /** How many of so many bytes the next write takes; at least 1. */
    default int writable(int bytes) {
        return bytes;
    }

    /** Whether there is no room. */
    default boolean full() {
        return false;
    }
}
