package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.zstore.blob.BlobMeter.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Tells a meter of each call, its bytes and its time. Below {@link RetryingBlobStore} it sees each try, above it what came of them. */
public final class MeteredBlobStore extends ForwardingBlobStore {
    private final BlobMeter meter;

    /** Wraps a store, which is closed with this one. */
    public MeteredBlobStore(BlobStore inner, BlobMeter meter) {
        super(inner);
        this.meter = meter;
    }

    private interface Call<T> {
        T make() throws IOException;
    }

    private <T> T measure(Verb verb, long bytes, Call<T> call) throws IOException {
        long start = System.nanoTime();
        boolean done = false;
        try {
            var answer = call.make();
            done = true;
            return answer;
        } finally {
            long nanos = System.nanoTime() - start;
            if (done) {
                meter.done(verb, bytes, nanos);
            } else {
                meter.failed(verb, nanos);
            }
        }
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        return measure(Verb.SIZE, 0, () -> super.size(key));
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        measure(Verb.READ, target.remaining(), () -> {
            super.read(key, offset, target);
            return true;
        });
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return new MeteredStream(measure(Verb.READ, 0, () -> super.stream(key)));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return new MeteredWriter(measure(Verb.WRITE, 0, () -> super.create(key, writer)));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        return measure(Verb.PUT, content.length, () -> super.putIfAbsent(key, content));
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        return measure(Verb.DELETE, 0, () -> super.delete(key));
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        measure(Verb.LIST, 0, () -> {
            super.list(folder, visitor);
            return true;
        });
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        measure(Verb.LIST, 0, () -> {
            super.removeUnfinished(folder, visitor);
            return true;
        });
    }

    private final class MeteredWriter extends ForwardingWriter {
        MeteredWriter(BlobWriter writer) {
            super(writer);
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            measure(Verb.WRITE, bytes(buffers), () -> {
                super.write(buffers);
                return true;
            });
        }

        @Override
        public void flush() throws IOException {
            measure(Verb.WRITE, 0, () -> {
                super.flush();
                return true;
            });
        }

        @Override
        public void commit() throws IOException {
            measure(Verb.COMMIT, 0, () -> {
                super.commit();
                return true;
            });
        }
    }

    private final class MeteredStream extends ForwardingStream {
        MeteredStream(BlobStream stream) {
            super(stream);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            long left = target.remaining();
            int read = measure(Verb.READ, 0, () -> super.read(target));
            meter.passed(Verb.READ, left - target.remaining());
            return read;
        }
    }
}
