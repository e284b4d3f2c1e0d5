package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Lets no more bytes through in a second than it was told, those read and those written together. */
public final class RateLimitedBlobStore implements BlobStore {
    private final BlobStore inner;
    private final ByteRate rate;

    /** Wraps a store, which is closed with this one; {@code bytesPerSecond} is above zero. */
    public RateLimitedBlobStore(BlobStore inner, long bytesPerSecond) {
        this(inner, new ByteRate(bytesPerSecond));
    }

    RateLimitedBlobStore(BlobStore inner, ByteRate rate) {
        this.inner = inner;
        this.rate = rate;
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        return inner.size(key);
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        rate.take(target.remaining());
        inner.read(key, offset, target);
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return new LimitedStream(inner.stream(key));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return new LimitedWriter(inner.create(key, writer));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        rate.take(content.length);
        return inner.putIfAbsent(key, content);
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        return inner.delete(key);
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        inner.list(folder, visitor);
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        inner.removeUnfinished(folder, visitor);
    }

    @Override
    public BlobSpace space() throws IOException {
        return inner.space();
    }

    @Override
    public boolean remote() {
        return inner.remote();
    }

    @Override
    public long requests() {
        return inner.requests();
    }

    @Override
    public String durability() {
        return inner.durability();
    }

    @Override
    public List<String> shortcomings() throws IOException {
        return inner.shortcomings();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }

    private final class LimitedWriter implements BlobWriter {
        private final BlobWriter writer;

        LimitedWriter(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            long bytes = 0;
            for (var buffer : buffers) {
                bytes += buffer.remaining();
            }
            rate.take(bytes);
            writer.write(buffers);
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void commit() throws IOException {
            writer.commit();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    private final class LimitedStream implements BlobStream {
        private final BlobStream stream;

        LimitedStream(BlobStream stream) {
            this.stream = stream;
        }

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
            rate.take(read);
            return read;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
