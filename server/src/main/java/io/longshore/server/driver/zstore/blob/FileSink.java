package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where the bytes of a new file go, from its start to its end. For one thread. */
interface FileSink extends AutoCloseable {
    /** Appends what remains in the buffers. What was appended is in the file when {@link #flush} has returned, and may be earlier. */
    void write(ByteBuffer... buffers) throws IOException;

    /** Returns when all is on the device. Nothing may be appended after. */
    void flush() throws IOException;

    @Override
    void close() throws IOException;

    /** By way of the page cache. */
    record Cached(FileChannel file) implements FileSink {
        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            long left = 0;
            for (var buffer : buffers) {
                left += buffer.remaining();
            }
            while (left > 0) {
                left -= file.write(buffers);
            }
        }

        @Override
        public void flush() throws IOException {
            file.force(false);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
