package io.longshore.server.driver.ceph;

import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.driver.ceph.client.RbdImage;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Blocks of one image that become durable with one seal. Thread-safe. */
final class Batch {
    private final int seal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int underWay;
    private long failure;
    private @Nullable IOException notStarted;
    private int blocks;
    private long bytes;
    private long first = Long.MAX_VALUE;
    private long last;

    Batch(int seal) {
        this.seal = seal;
    }

    int seal() {
        return seal;
    }

    /** A block is about to be written. */
    void enter(long index, int blockBytes) {
        lock.lock();
        try {
            underWay++;
            blocks++;
            bytes += blockBytes;
            first = Math.min(first, index);
            last = Math.max(last, index);
        } finally {
            lock.unlock();
        }
    }

    /** A block's write has ended, with a negative errno when it failed. Held up by no more than the other calls' few steps. */
    void leave(long result) {
        lock.lock();
        try {
            underWay--;
            failure = failure == 0 ? Math.min(0, result) : failure;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A block's write could not be started. */
    void abandon(IOException why) {
        lock.lock();
        try {
            underWay--;
            notStarted = why;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int blocks() {
        lock.lock();
        try {
            return blocks;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all writes have ended, and throws what the first that failed means. */
    void await(RbdImage image, Duration patience) throws IOException {
        lock.lock();
        try {
            if (awaitUninterruptibly(patience.toNanos()) > 0) {
                throw new StorageUnavailableException(image + ": " + underWay
                        + " writes have not ended (expected: within " + patience.toSeconds() + " s)");
            }
            var why = notStarted;
            if (why != null) {
                throw why;
            }
            image.check("rbd_aio_write", failure);
        } finally {
            lock.unlock();
        }
    }

    /** Not to be interrupted: the writes go on, and their buffers are the library's. */
    private int awaitUninterruptibly(long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (underWay > 0 && end - System.nanoTime() > 0) {
                try {
                    var _ = ended.awaitNanos(end - System.nanoTime());
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return underWay;
    }

    /** What a pack's name says: enough to find its blocks again. */
    record Range(UUID disk, int seal, long first, long last) {
        private static final Pattern NAME =
                Pattern.compile("([0-9a-f]{32})\\.([0-9a-f]{1,8})\\.(\\d+)-(\\d+)\\.(\\d+)\\.(\\d+)");

        /** The range that a name tells; empty for another driver's name. */
        static Optional<Range> of(String name) {
            var matcher = NAME.matcher(name);
            return matcher.matches()
                    ? Optional.of(new Range(
                            Uuids.parse(matcher.group(1)),
                            Integer.parseUnsignedInt(matcher.group(2), 16),
                            Long.parseLong(matcher.group(3)),
                            Long.parseLong(matcher.group(4))))
                    : Optional.empty();
        }

        /** The pack that a name tells. */
        static SealedPack pack(String name) {
            var parts = name.split("\\.", -1);
            long bytes = Long.parseLong(parts[4]);
            return new SealedPack(name, Integer.parseInt(parts[3]), 0, bytes, bytes);
        }
    }

    /** This batch as a pack, once nothing is added any more. */
    SealedPack pack(UUID disk) {
        lock.lock();
        try {
            var name = "%s.%x.%d-%d.%d.%d".formatted(Uuids.of(disk), seal, first, last, blocks, bytes);
            return new SealedPack(name, blocks, 0, bytes, bytes);
        } finally {
            lock.unlock();
        }
    }
}
