package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.StorageUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a store again where {@link Retryable} says that it may help, and fails with {@link StorageUnavailableException} when
 * it did not. A call whose first try may have done its work without
 * telling is answered by what is there: a delete that then finds nothing has deleted, a put that then finds its own bytes
 * has put them.
 */
public final class RetryingBlobStore implements BlobStore {
    private static final Logger log = LoggerFactory.getLogger(RetryingBlobStore.class);

    private final BlobStore inner;
    private final RetryPolicy policy;
    private final Pause pause;

    /** Waits between two tries. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    /** Wraps a store, which is closed with this one. */
    public RetryingBlobStore(BlobStore inner, RetryPolicy policy) {
        this(inner, policy, Thread::sleep);
    }

    RetryingBlobStore(BlobStore inner, RetryPolicy policy, Pause pause) {
        this.inner = inner;
        this.policy = policy;
        this.pause = pause;
    }

    /** One call, told how often it failed before. */
    private interface Call<T> {
        T make(int failures) throws IOException;
    }

    private <T> T retry(String what, Call<T> call) throws IOException {
        long start = System.nanoTime();
        for (int failures = 0; ; ) {
            try {
                return call.make(failures);
            } catch (IOException e) {
                failures++;
                if (!Retryable.test(e)) {
                    throw e;
                }
                if (failures >= policy.tries()
                        || System.nanoTime() - start > policy.patience().toNanos()) {
                    throw new StorageUnavailableException(
                            what + ": failed " + failures + " times: " + e.getMessage(), e);
                }
                log.atInfo()
                        .addKeyValue("call", what)
                        .addKeyValue("failures", failures)
                        .addKeyValue("cause", e.getMessage())
                        .log("storage is asked again");
                sleep(policy.pause(failures, ThreadLocalRandom.current().nextDouble()), e);
            }
        }
    }

    private void sleep(Duration time, IOException failure) throws InterruptedIOException {
        try {
            pause.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted before the next try");
            interrupted.initCause(failure);
            throw interrupted;
        }
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        return retry("size " + key, _ -> inner.size(key));
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        retry("read " + key, _ -> {
            inner.read(key, offset, target.duplicate());
            return target.position(target.limit());
        });
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return new RetryingStream(key, retry("stream " + key, _ -> inner.stream(key)));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return new RetryingWriter(key, retry("create " + key, _ -> inner.create(key, writer)));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        return retry("put " + key, failures -> inner.putIfAbsent(key, content) || (failures > 0 && has(key, content)));
    }

    private boolean has(BlobKey key, byte[] content) throws IOException {
        var size = inner.size(key);
        if (size.isEmpty() || size.getAsLong() != content.length) {
            return false;
        }
        var found = new byte[content.length];
        try {
            inner.read(key, 0, ByteBuffer.wrap(found));
        } catch (NoSuchFileException _) {
            return false;
        }
        return Arrays.equals(found, content);
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        if (size(key).isEmpty()) {
            return false; // said before the first try: later, it could be that one's doing
        }
        return retry("delete " + key, failures -> inner.delete(key) || failures > 0);
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        // collected first: a visitor is not to see half a listing, and then all of it
        retry("list " + folder, _ -> {
                    var blobs = new ArrayList<BlobInfo>();
                    inner.list(folder, blobs::add);
                    return blobs;
                })
                .forEach(visitor);
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        retry("remove unfinished " + folder, _ -> {
            inner.removeUnfinished(folder, visitor);
            return true;
        });
    }

    @Override
    public BlobSpace space() throws IOException {
        return retry("space", _ -> inner.space());
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
        return retry("shortcomings", _ -> inner.shortcomings());
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }

    private final class RetryingWriter implements BlobWriter {
        private final BlobKey key;
        private final BlobWriter writer;

        RetryingWriter(BlobKey key, BlobWriter writer) {
            this.key = key;
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            retry("write " + key, _ -> {
                writer.write(Arrays.stream(buffers).map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new));
                return true;
            });
            for (var buffer : buffers) {
                buffer.position(buffer.limit());
            }
        }

        @Override
        public void flush() throws IOException {
            retry("flush " + key, _ -> {
                writer.flush();
                return true;
            });
        }

        @Override
        public void commit() throws IOException {
            retry("commit " + key, _ -> {
                writer.commit();
                return true;
            });
        }

        @Override
        public void close() throws IOException {
            retry("close " + key, _ -> {
                writer.close();
                return true;
            });
        }
    }

    /** Reads on by ranges once the stream has broken. */
    private final class RetryingStream implements BlobStream {
        private final BlobKey key;
        private final BlobStream stream;
        private long position;
        private boolean broken;

        RetryingStream(BlobKey key, BlobStream stream) {
            this.key = key;
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
            int start = target.position();
            try {
                if (!broken) {
                    int read = stream.read(target);
                    position += read;
                    return read;
                }
            } catch (IOException e) {
                if (!Retryable.test(e)) {
                    throw e;
                }
                broken = true;
                target.position(start);
            }
            int length = (int) Math.min(target.remaining(), sizeBytes() - position);
            RetryingBlobStore.this.read(key, position, target.slice(start, length));
            target.position(start + length);
            position += length;
            return length;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
