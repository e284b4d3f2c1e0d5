package io.longshore.server.transfer;

import java.nio.ByteBuffer;

/** The next bytes of a disk that is read in order. */
public sealed interface Run {
    /** How many, at least 1. */
    long lengthBytes();

    /**
     * Bytes, at most a block of them.
     *
     * @param bytes read-only, outside the heap; gone when the next run is asked for
     */
    record Data(ByteBuffer bytes) implements Run {
        @Override
        public long lengthBytes() {
            return bytes.remaining();
        }
    }

    /** Zeros, any number of them. */
    record Zeros(long lengthBytes) implements Run {}
}
