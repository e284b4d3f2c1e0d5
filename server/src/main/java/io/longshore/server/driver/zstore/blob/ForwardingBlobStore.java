package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.promise.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What every wrapper of a store is made of: passes each call on as it came. A wrapper overrides the calls that are its concern, and only this class has to follow
 * when {@link BlobStore} grows.
 */
public abstract class ForwardingBlobStore implements BlobStore {
    private final BlobStore inner;

    /** Wraps a store, which is closed with this one. */
    protected ForwardingBlobStore(BlobStore inner) {
        this.inner = inner;
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        return inner.size(key);
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        inner.read(key, offset, target);
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return inner.stream(key);
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return inner.create(key, writer);
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
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
    public void removeFolder(String folder) throws IOException {
        inner.removeFolder(folder);
    }

    @Override
    public BlobSpace space() throws IOException {
        return inner.space();
    }

    @Override
    public boolean releaseReserve() throws IOException {
        return inner.releaseReserve();
    }

    @Override
    public void keepReserve() throws IOException {
        inner.keepReserve();
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
    public boolean comparesChecksums() throws IOException {
        return inner.comparesChecksums();
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
    public List<Trial> ownTrials(String folder) {
        return inner.ownTrials(folder);
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }

    /** The same for a writer. */
    protected abstract static class ForwardingWriter implements BlobWriter {
        private final BlobWriter writer;

        /** Wraps a writer, which is closed with this one. */
        protected ForwardingWriter(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
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

        /** How many bytes remain in buffers together. */
        protected static long bytes(ByteBuffer... buffers) {
            long bytes = 0;
            for (var buffer : buffers) {
                bytes += buffer.remaining();
            }
            return bytes;
        }
    }

    /** The same for a stream. */
    protected abstract static class ForwardingStream implements BlobStream {
        private final BlobStream stream;

        /** Wraps a stream, which is closed with this one. */
        protected ForwardingStream(BlobStream stream) {
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
            return stream.read(target);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
