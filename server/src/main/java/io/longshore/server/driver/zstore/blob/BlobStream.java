package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads one blob from its start to its end, past the caches of this machine where that is possible. For one thread. */
public interface BlobStream extends AutoCloseable {
    /** Bytes of the blob. */
    long sizeBytes();

    /** Where the bytes come from. */
    ReadMode mode();

    /**
     * Reads on into {@code target}, as many bytes as there is room for and are left; 0 at the end. Memory, position and
     * limit of the target are multiples of {@link io.longshore.server.driver.BlockBuffers#ALIGNMENT_BYTES}.
     */
    int read(ByteBuffer target) throws IOException;

    @Override
    void close() throws IOException;
}
