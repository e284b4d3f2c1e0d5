package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ByteRate;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Lets no more bytes through in a second than its rate says, those read and those written together. */
public final class RateLimitedBlobStore extends ForwardingBlobStore {
    private final ByteRate rate;

    /** Wraps a store, which is closed with this one. The rate may change at any time. */
    public RateLimitedBlobStore(BlobStore inner, ByteRate rate) {
        super(inner);
        this.rate = rate;
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        rate.take(target.remaining());
        super.read(key, offset, target);
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return new LimitedStream(super.stream(key));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return new LimitedWriter(super.create(key, writer));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        rate.take(content.length);
        return super.putIfAbsent(key, content);
    }

    private final class LimitedWriter extends ForwardingWriter {
        LimitedWriter(BlobWriter writer) {
            super(writer);
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            rate.take(bytes(buffers));
            super.write(buffers);
        }
    }

    private final class LimitedStream extends ForwardingStream {
        LimitedStream(BlobStream stream) {
            super(stream);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = super.read(target);
            rate.take(read);
            return read;
        }
    }
}
