package io.longshore.server.driver.zstore.blob;

import io.longshore.disk.file.Direct;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Past the page cache, in pieces: while one is written by a thread of its own, the next is gathered. A device is kept busy so, and whoever appends hashes
 * meanwhile; written through the cache, all of a file would go to the device when it is flushed, and be copied once more.
 *
 * <p>A write that fails is told by the next call, and by each after it.
 */
final class DirectSink implements FileSink {
    private static final int PIECE_BYTES = 512 << 10;

    /** Pieces for all files together; a file for which none are left goes through the cache. */
    private static final int PIECES = 32;

    private static final BlockingQueue<Piece> IDLE = new ArrayBlockingQueue<>(PIECES);

    static {
        for (int i = 0; i < PIECES; i++) {
            IDLE.add(new Piece());
        }
    }

    private final FileChannel file;
    private Piece gathering;
    private Piece other;
    private @Nullable FutureTask<Boolean> writing;
    private long position;
    private @Nullable IOException failure;
    private boolean closed;

    /** Memory that is taken when first needed, and kept. */
    private static final class Piece {
        private @Nullable ByteBuffer bytes;

        ByteBuffer bytes() {
            var there = bytes;
            if (there == null) {
                there = Direct.allocate(PIECE_BYTES);
                bytes = there;
            }
            return there;
        }
    }

    private DirectSink(FileChannel file, Piece gathering, Piece other) {
        this.file = file;
        this.gathering = gathering;
        this.other = other;
    }

    /** Makes a new file; empty, and none made, where it can't be written so. */
    static Optional<FileSink> create(Path path) throws IOException {
        var option = Direct.option();
        if (option.isEmpty() || !Direct.fits(Folders.of(path))) {
            return Optional.empty();
        }
        var one = IDLE.poll();
        var two = IDLE.poll();
        FileChannel file = null;
        try {
            if (one != null && two != null) {
                one.bytes().clear();
                two.bytes().clear(); // before there is a file: memory may run out
                file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, option.get());
                return Optional.of(new DirectSink(file, one, two));
            }
        } catch (UnsupportedOperationException _) {
            // tmpfs and some network file systems have no direct writes
        } finally {
            if (file == null) {
                giveBack(one);
                giveBack(two);
            }
        }
        return Optional.empty();
    }

    private static void giveBack(@Nullable Piece piece) {
        if (piece != null) {
            IDLE.add(piece);
        }
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        check();
        for (var buffer : buffers) {
            while (buffer.hasRemaining()) {
                var piece = gathering.bytes();
                int length = Math.min(piece.remaining(), buffer.remaining());
                piece.put(buffer.slice(buffer.position(), length));
                buffer.position(buffer.position() + length);
                if (!piece.hasRemaining()) {
                    begin();
                }
            }
        }
    }

    /** Has the gathered piece written, once the one before it is. */
    private void begin() throws IOException {
        await();
        var full = gathering;
        gathering = other;
        other = full;
        gathering.bytes().clear();
        var bytes = full.bytes().flip();
        long at = position;
        position += bytes.remaining();
        var task = new FutureTask<>(() -> write(bytes, at));
        writing = task;
        Thread.ofVirtual().name("write at " + at).start(task);
    }

    private boolean write(ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
        }
        return true;
    }

    /** Not to be tried again when it failed: what a device refused once it may forget (and then say that all is well). */
    @Override
    public void flush() throws IOException {
        check();
        try {
            finish();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** The end is written as a whole number of sectors and cut off to its length. */
    private void finish() throws IOException {
        var rest = gathering.bytes();
        int length = rest.position();
        while (rest.position() % Direct.ALIGNMENT_BYTES != 0) {
            rest.put((byte) 0);
        }
        long end = position + length;
        begin();
        await();
        if (position != end) {
            file.truncate(end);
        }
        file.force(false);
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void await() throws IOException {
        var running = writing;
        writing = null;
        boolean interrupted = false;
        while (running != null) {
            try {
                running.get();
                running = null;
            } catch (InterruptedException _) {
                interrupted = true; // the piece is in use until it is written
            } catch (ExecutionException e) {
                running = null;
                failure = e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            await();
        } catch (IOException _) {
            // whoever closes without having flushed gives up what was written
        } finally {
            giveBack(gathering);
            giveBack(other);
            file.close();
        }
    }
}
