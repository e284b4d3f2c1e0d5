package io.longshore.server.driver.zstore.blob;

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
public final class RetryingBlobStore extends ForwardingBlobStore {
    private static final Logger log = LoggerFactory.getLogger(RetryingBlobStore.class);

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
        super(inner);
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
        return retry("size " + key, _ -> super.size(key));
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        retry("read " + key, _ -> {
            super.read(key, offset, target.duplicate());
            return target.position(target.limit());
        });
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return new RetryingStream(key, retry("stream " + key, _ -> super.stream(key)));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        return new RetryingWriter(key, retry("create " + key, _ -> super.create(key, writer)));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        return retry("put " + key, failures -> super.putIfAbsent(key, content) || (failures > 0 && has(key, content)));
    }

    private boolean has(BlobKey key, byte[] content) throws IOException {
        var size = super.size(key);
        if (size.isEmpty() || size.getAsLong() != content.length) {
            return false;
        }
        var found = new byte[content.length];
        try {
            super.read(key, 0, ByteBuffer.wrap(found));
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
        return retry("delete " + key, failures -> super.delete(key) || failures > 0);
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        // collected first: a visitor is not to see half a listing, and then all of it
        retry("list " + folder, _ -> {
                    var blobs = new ArrayList<BlobInfo>();
                    super.list(folder, blobs::add);
                    return blobs;
                })
                .forEach(visitor);
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        retry("remove unfinished " + folder, _ -> {
            super.removeUnfinished(folder, visitor);
            return true;
        });
    }

    @Override
    public void removeFolder(String folder) throws IOException {
        retry("remove folder " + folder, _ -> {
            super.removeFolder(folder);
            return true;
        });
    }

    @Override
    public BlobSpace space() throws IOException {
        return retry("space", _ -> super.space());
    }

    @Override
    public boolean comparesChecksums() throws IOException {
        return retry("checksums", _ -> super.comparesChecksums());
    }

    @Override
    public List<String> shortcomings() throws IOException {
        return retry("shortcomings", _ -> super.shortcomings());
    }

    private final class RetryingWriter extends ForwardingWriter {
        private final BlobKey key;

        RetryingWriter(BlobKey key, BlobWriter writer) {
            super(writer);
            this.key = key;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            retry("write " + key, _ -> {
                super.write(Arrays.stream(buffers).map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new));
                return true;
            });
            for (var buffer : buffers) {
                buffer.position(buffer.limit());
            }
        }

        @Override
        public void flush() throws IOException {
            retry("flush " + key, _ -> {
                super.flush();
                return true;
            });
        }

        @Override
        public void commit() throws IOException {
            retry("commit " + key, _ -> {
                super.commit();
                return true;
            });
        }

        @Override
        public void close() throws IOException {
            retry("close " + key, _ -> {
                super.close();
                return true;
            });
        }
    }

    /** Reads on by ranges once the stream has broken. */
    private final class RetryingStream extends ForwardingStream {
        private final BlobKey key;
        private long position;
        private boolean broken;

        RetryingStream(BlobKey key, BlobStream stream) {
            super(stream);
            this.key = key;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int start = target.position();
            try {
                if (!broken) {
                    int read = super.read(target);
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
    }
}
