package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.zstore.blob.BlobMeter.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Tells a meter of each call, its bytes and its time. Below {@link RetryingBlobStore} it sees each try, above it what came of them. */
public final class MeteredBlobStore implements BlobStore {
    private final BlobStore inner;
    private final BlobMeter meter;

    /** Wraps a store, which is closed with this one. */
    public MeteredBlobStore(BlobStore inner, BlobMeter meter) {
        this.inner = inner;
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
        return measure(Verb.SIZE, 0, () -> inner.size(key));
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        measure(Verb.READ, target.remaining(), () -> {
            inner.read(key, offset, target);
            return true;
        });
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return new MeteredStream(measure(Verb.READ, 0, () -> inner.stream(key)));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return new MeteredWriter(measure(Verb.WRITE, 0, () -> inner.create(key, writer)));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        return measure(Verb.PUT, content.length, () -> inner.putIfAbsent(key, content));
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        return measure(Verb.DELETE, 0, () -> inner.delete(key));
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        measure(Verb.LIST, 0, () -> {
            inner.list(folder, visitor);
            return true;
        });
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        measure(Verb.LIST, 0, () -> {
            inner.removeUnfinished(folder, visitor);
            return true;
        });
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

    private final class MeteredWriter implements BlobWriter {
        private final BlobWriter writer;

        MeteredWriter(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            long bytes = 0;
            for (var buffer : buffers) {
                bytes += buffer.remaining();
            }
            measure(Verb.WRITE, bytes, () -> {
                writer.write(buffers);
                return true;
            });
        }

        @Override
        public void flush() throws IOException {
            measure(Verb.WRITE, 0, () -> {
                writer.flush();
                return true;
            });
        }

        @Override
        public void commit() throws IOException {
            measure(Verb.COMMIT, 0, () -> {
                writer.commit();
                return true;
            });
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    private final class MeteredStream implements BlobStream {
        private final BlobStream stream;

        MeteredStream(BlobStream stream) {
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
            long left = target.remaining();
            int read = measure(Verb.READ, 0, () -> stream.read(target));
            meter.passed(Verb.READ, left - target.remaining());
            return read;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
