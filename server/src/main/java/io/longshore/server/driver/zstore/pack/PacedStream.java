package io.longshore.server.driver.zstore.pack;

import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.zstore.blob.BlobStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a stream no faster than it may. */
record PacedStream(BlobStream stream, Pace pace) implements BlobStream {
    @Override
    public long sizeBytes() {
        return stream.sizeBytes();
    }

    @Override
    public ReadMode mode() {
        return stream.mode();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = stream.read(target);
        pace.take(read);
        return read;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
