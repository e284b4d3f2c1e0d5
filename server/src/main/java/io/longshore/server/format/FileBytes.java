package io.longshore.server.format;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file's bytes, read in any order. */
public interface FileBytes {
    /** How many there are. */
    long lengthBytes();

    /**
     * Fills what remains of {@code target} with the bytes from {@code offset} on.
     *
     * @throws java.io.EOFException when the range goes beyond the end
     */
    void read(long offset, ByteBuffer target) throws IOException;
}
