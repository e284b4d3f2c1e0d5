package io.longshore.server.driver;

import java.io.IOException;

/** Says when it is time to move more bytes. Thread-safe. */
@FunctionalInterface
public interface Pace {
    /** Any number of bytes at any time. */
    Pace FREE = _ -> {};

    /** Returns when it is time for these bytes. */
    void take(long bytes) throws IOException;
}
