package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.StorageFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Wraps any store and lets no more be written than a test has room for; what is deleted makes room. Small blobs always fit. */
public final class BoundedBlobStore extends ForwardingBlobStore {
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE / 2);

    public BoundedBlobStore(BlobStore inner) {
        super(inner);
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
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return new BoundedWriter(super.create(key, writer));
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        long size = super.size(key).orElse(0);
        boolean deleted = super.delete(key);
        if (deleted) {
            room.addAndGet(size);
        }
        return deleted;
    }

    private final class BoundedWriter extends ForwardingWriter {
        private long taken;
        private boolean committed;

        BoundedWriter(BlobWriter writer) {
            super(writer);
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            long bytes = bytes(buffers);
            take(bytes);
            taken += bytes;
            super.write(buffers);
        }

        @Override
        public void commit() throws IOException {
            super.commit();
            committed = true;
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (!committed) {
                room.addAndGet(taken);
                taken = 0;
            }
        }
    }
}
