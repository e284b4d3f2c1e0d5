package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.zstore.blob.BlobStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a stream of blocks as a stream of bytes. For one thread. */
final class StreamedInput extends InputStream {
    private final BlobStream stream;
    private final ByteBuffer window = ByteBuffer.allocate(1 << 20).limit(0);

    StreamedInput(BlobStream stream) {
        this.stream = stream;
    }

    private boolean fill() throws IOException {
        if (!window.hasRemaining()) {
            stream.read(window.clear());
            window.flip();
        }
        return window.hasRemaining();
    }

    @Override
    public int read() throws IOException {
        return fill() ? window.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, window.remaining());
        window.get(target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
