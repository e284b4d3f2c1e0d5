package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockBuffers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads a disk, or a range of it, in order: ahead of its caller, every block compared with its digest. For one thread at a time. */
public final class DiskExport implements AutoCloseable {
    /** Runs that are made ready ahead: as many as keep the threads busy, and few, since a slow caller keeps their buffers. */
    private static final int AHEAD = 3;

    private final TransferEngine engine;
    private final SourceDisk source;
    private final TreeWalk walk;
    private final long begin;
    private final long end;
    private final ArrayDeque<Future<Piece>> ahead = new ArrayDeque<>();

    /** Room for one block that no one else uses: however many buffers other readers keep, this one goes on. */
    private final BlockBuffers own;

    private final Share share;

    /** Comes next, but had to wait for a buffer. */
    private @Nullable Extent held;

    private @Nullable BlockBuffer lent;

    /** A run, and the buffer that its bytes lie in. */
    private record Piece(Run run, @Nullable BlockBuffer buffer) {}

    DiskExport(TransferEngine engine, SourceDisk source, long offset, long length) {
        this.engine = engine;
        this.source = source;
        this.own = engine.takeOwnRoom();
        this.share = engine.share();
        long lengthBytes = source.disk().lengthBytes();
        this.begin = Math.min(offset, lengthBytes);
        this.end = begin + Math.min(length, lengthBytes - begin);
        this.walk = TreeWalk.over(source.disk(), source::node, begin / DiskTree.BLOCK_BYTES, DiskTree.blocks(end));
    }

    /** The whole disk. */
    public DiskIdentity disk() {
        return source.disk();
    }

    /**
     * The next run; null at the end. What the one before held is gone then.
     *
     * @throws io.longshore.server.failure.FailureException {@code DIGEST_MISMATCH} when stored bytes differ from their digest; {@code STORAGE_ERROR}
     */
    public @Nullable Run next() throws InterruptedException {
        giveBack();
        readAhead();
        var first = ahead.poll();
        if (first == null) {
            return null;
        }
        var piece = result(first);
        lent = piece.buffer();
        return piece.run();
    }

    /** Never waits for a buffer: with nothing ahead, the own one is free. */
    private void readAhead() throws InterruptedException {
        while (ahead.size() < AHEAD) {
            var extent = held != null ? held : nextExtent();
            held = extent;
            if (extent == null || !add(extent)) {
                return;
            }
            held = null;
        }
    }

    /** Reads nodes, on a thread that nobody interrupts. */
    private @Nullable Extent nextExtent() throws InterruptedException {
        try {
            return OwnThread.<@Nullable Extent>run(_ -> walk.next());
        } catch (IOException e) {
            throw new IllegalStateException(e); // the source's failures have names already
        }
    }

    /** Makes a run ready; false when there is no buffer for it. */
    private boolean add(Extent extent) {
        long from = Math.max(begin, extent.offsetBytes());
        long to = Math.min(end, extent.offsetBytes() + extent.blocks() * DiskTree.BLOCK_BYTES);
        if (from >= to) {
            return true;
        }
        if (extent instanceof Extent.Zeros) {
            ahead.add(CompletableFuture.completedFuture(new Piece(new Run.Zeros(to - from), null)));
            return true;
        }
        var buffer = own.tryTake().or(engine.exportBuffers()::tryTake);
        buffer.ifPresent(room -> ahead.add(share.threads().submit(reading(room, from, (int) (to - from)))));
        return buffer.isPresent();
    }

    private Callable<Piece> reading(BlockBuffer buffer, long from, int length) {
        return () -> {
            boolean read = false;
            try {
                var bytes = buffer.bytes().clear().limit(length);
                source.read(from, bytes);
                read = true;
                return new Piece(new Run.Data(bytes.flip().asReadOnlyBuffer()), buffer);
            } finally {
                if (!read) {
                    buffer.close();
                }
            }
        };
    }

    private static Piece result(Future<Piece> reading) throws InterruptedException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }

    private void giveBack() {
        if (lent != null) {
            lent.close();
            lent = null;
        }
    }

    @Override
    public void close() {
        giveBack();
        boolean interrupted = false;
        for (var reading = ahead.poll(); reading != null; reading = ahead.poll()) {
            interrupted |= discard(reading);
        }
        engine.giveOwnRoom(own);
        share.close();
        source.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a block that nobody wants any more, for its buffer. */
    private static boolean discard(Future<Piece> reading) {
        boolean interrupted = false;
        while (true) {
            try {
                var buffer = reading.get().buffer();
                if (buffer != null) {
                    buffer.close();
                }
                return interrupted;
            } catch (ExecutionException _) {
                return interrupted; // it gave its buffer back itself
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
    }
}
