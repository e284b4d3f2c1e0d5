package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Wraps any store and fails where a test says. {@code on(COMMIT).after(3).fail(reset)} lets three commits pass and fails
 * the fourth; {@code loseAnswer(reset)} makes the call first, and then fails. {@code crashAt(n)} dies at the n-th call that changes something: that call is not made, none after it is,
 * and nobody cleans up, as when a process is killed.
 */
public final class FaultyBlobStore extends ForwardingBlobStore {
    /** What callers do. */
    public enum Verb {
        READ,
        CREATE,
        WRITE,
        FLUSH,
        COMMIT,
        PUT,
        DELETE,
        LIST
    }

    private static final List<Verb> CHANGES =
            List.of(Verb.CREATE, Verb.WRITE, Verb.FLUSH, Verb.COMMIT, Verb.PUT, Verb.DELETE);

    private final List<Fault> faults = new ArrayList<>();
    private int steps;
    private int crashAt = Integer.MAX_VALUE;

    public FaultyBlobStore(BlobStore inner) {
        super(inner);
    }

    /** One scripted fault. */
    public final class Fault {
        private final Verb verb;
        private int calls;
        private boolean done;
        private Supplier<IOException> failure = () -> new IOException("scripted");

        private Fault(Verb verb) {
            this.verb = verb;
        }

        public Fault after(int passing) {
            calls = passing;
            return this;
        }

        /** Fails the call when it was made: as where the answer is lost. */
        public void loseAnswer(Supplier<IOException> with) {
            done = true;
            fail(with);
        }

        public void fail(Supplier<IOException> with) {
            failure = with;
            synchronized (FaultyBlobStore.this) {
                faults.add(this);
            }
        }
    }

    public Fault on(Verb verb) {
        return new Fault(verb);
    }

    public synchronized void crashAt(int step) {
        crashAt = step;
        steps = 0;
    }

    /** Calls so far that changed something. */
    public synchronized int steps() {
        return steps;
    }

    private synchronized boolean crashed() {
        return steps >= crashAt;
    }

    private synchronized void before(Verb verb) throws IOException {
        if (crashed()) {
            throw new IOException("the process is dead");
        }
        if (CHANGES.contains(verb) && ++steps >= crashAt) {
            throw new IOException("the process dies before " + verb);
        }
        fail(verb, false);
    }

    private synchronized <T> T answered(Verb verb, T answer) throws IOException {
        fail(verb, true);
        return answer;
    }

    private void fail(Verb verb, boolean done) throws IOException {
        for (var fault : List.copyOf(faults)) {
            if (fault.verb == verb && fault.done == done && fault.calls-- == 0) {
                faults.remove(fault);
                throw fault.failure.get();
            }
        }
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        before(Verb.READ);
        return super.size(key);
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        before(Verb.READ);
        super.read(key, offset, target);
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        before(Verb.READ);
        return super.stream(key);
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        before(Verb.CREATE);
        return new FaultyWriter(super.create(key, writer));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        before(Verb.PUT);
        return answered(Verb.PUT, super.putIfAbsent(key, content));
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        before(Verb.DELETE);
        return answered(Verb.DELETE, super.delete(key));
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        before(Verb.LIST);
        super.list(folder, visitor);
        answered(Verb.LIST, folder);
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        before(Verb.LIST);
        super.removeUnfinished(folder, visitor);
    }

    private final class FaultyWriter extends ForwardingWriter {

        FaultyWriter(BlobWriter writer) {
            super(writer);
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            before(Verb.WRITE);
            super.write(buffers);
        }

        @Override
        public void flush() throws IOException {
            before(Verb.FLUSH);
            super.flush();
        }

        @Override
        public void commit() throws IOException {
            before(Verb.COMMIT);
            super.commit();
        }

        @Override
        public void close() throws IOException {
            if (!crashed()) {
                super.close();
            }
        }
    }
}
