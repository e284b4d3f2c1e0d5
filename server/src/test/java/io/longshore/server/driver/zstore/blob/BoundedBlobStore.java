package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.StorageFullException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Wraps any store and lets no more be written than a test has room for; what is deleted makes room. Small blobs always fit. */
public final class BoundedBlobStore implements BlobStore {
    private final BlobStore inner;
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE / 2);

    public BoundedBlobStore(BlobStore inner) {
        this.inner = inner;
    }

    /** Leaves room for so many bytes more. */
    public void leave(long bytes) {
        room.set(bytes);
    }

    private void take(long bytes) throws StorageFullException {
        if (room.addAndGet(-bytes) < 0) {
            room.addAndGet(bytes);
            throw new StorageFullException("no room for " + bytes + " bytes");
        }
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
        return new BoundedWriter(inner.create(key, writer));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        return inner.putIfAbsent(key, content);
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        long size = inner.size(key).orElse(0);
        boolean deleted = inner.delete(key);
        if (deleted) {
            room.addAndGet(size);
        }
        return deleted;
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        inner.list(folder, visitor);
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        inner.removeUnfinished(folder, (String writer, InputStream content) -> visitor.visit(writer, content));
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

    private final class BoundedWriter implements BlobWriter {
        private final BlobWriter writer;
        private long taken;
        private boolean committed;

        BoundedWriter(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            long bytes = 0;
            for (var buffer : buffers) {
                bytes += buffer.remaining();
            }
            take(bytes);
            taken += bytes;
            writer.write(buffers);
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void commit() throws IOException {
            writer.commit();
            committed = true;
        }

        @Override
        public void close() throws IOException {
            writer.close();
            if (!committed) {
                room.addAndGet(taken);
                taken = 0;
            }
        }
    }
}
