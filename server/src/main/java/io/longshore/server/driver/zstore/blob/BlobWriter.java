package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes one blob from its start to its end. Used by one thread at a time. A call that failed may be made again with the
 * same bytes: a store that can't go on from there fails again.
 */
public interface BlobWriter extends AutoCloseable {
    /**
     * Appends what remains in the buffers, one after the other.
     *
     * @throws io.longshore.server.driver.StorageFullException when there is no room
     */
    void write(ByteBuffer... buffers) throws IOException;

    /** Makes what was written durable, as far as the store can before the blob is visible. The blob is whole then. */
    void flush() throws IOException;

    /** Makes the blob durable, then visible. Once this returns, a crash can't take it away. */
    void commit() throws IOException;

    /** Without a {@link #commit} before, leaves no trace. Closing again does nothing. */
    @Override
    void close() throws IOException;
}
