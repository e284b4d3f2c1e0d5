package io.longshore.bench.micro;

import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobWriter;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.blob.ForwardingBlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Keeps a small pack in memory to read from. What is written once it is {@link #keep kept} is thrown away. */
final class MemoryPack extends ForwardingBlobStore {
    private final ByteBuffer pack = ByteBuffer.allocateDirect(2 << 20);
    private boolean kept;

    MemoryPack() throws IOException {
        super(new FileBlobStore(Path.of(System.getProperty("java.io.tmpdir")))); // which nobody asks
    }

    void keep() {
        pack.flip();
        kept = true;
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) {
        target.put(pack.slice((int) offset, target.remaining()));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) {
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer... buffers) {
                for (var buffer : buffers) {
                    if (!kept) {
                        pack.put(buffer);
                    }
                }
            }

            @Override
            public void flush() {
                // memory is all there is
            }

            @Override
            public void commit() {
                // memory is all there is
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
