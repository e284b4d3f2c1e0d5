package io.longshore.server.driver.zstore.blob.sftp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.SshException;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/**
 * A few connections to one host, made when they are first needed and made anew when they broke. Each is used by one caller
 * at a time; an open file belongs to its connection, and goes with it. Thread-safe.
 */
final class SftpPool implements AutoCloseable {
    private final SftpSettings settings;
    private final SshLogin login;
    private final List<Slot> slots = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private volatile boolean closed;

    SftpPool(SftpSettings settings) throws IOException {
        this.settings = settings;
        this.login = new SshLogin(settings);
        for (int i = 0; i < settings.connections(); i++) {
            slots.add(new Slot());
        }
    }

    /** What is done with a connection while nobody else uses it. */
    interface Use<T> {
        T with(SftpConnection connection) throws IOException;
    }

    /** A place for one connection after the other. */
    final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable SftpConnection connection;

        /** Uses this slot's connection; {@code path} is for messages. */
        <T> T use(String path, Use<T> use) throws IOException {
            lockInterruptibly(lock);
            try {
                return locked(path, use);
            } finally {
                lock.unlock();
            }
        }

        private <T> T locked(String path, Use<T> use) throws IOException {
            requests.increment();
            var current = connection();
            try {
                return use.with(current);
            } catch (SftpException e) {
                throw SftpFailures.of(path, e, true);
            } catch (IOException e) {
                // What the library itself failed with may have left half a request behind.
                boolean usable = current.open() && !(e instanceof InterruptedIOException || e instanceof SshException);
                if (!usable) {
                    current.close();
                }
                throw SftpFailures.of(path, e, usable);
            }
        }

        private SftpConnection connection() throws IOException {
            var current = connection;
            if (current != null && current.open()) {
                return current;
            }
            if (closed) {
                throw new IOException(settings.host() + ": closed");
            }
            var session = login.connect();
            boolean made = false;
            try {
                current = new SftpConnection(session, settings.timeout());
                connection = current;
                made = true;
                return current;
            } catch (IOException e) {
                throw SftpFailures.of(settings.host(), e, false);
            } finally {
                if (!made) {
                    session.close(true);
                }
            }
        }

        private boolean connected() {
            var current = connection;
            return current != null && current.open();
        }

        private void drop() {
            var current = connection;
            if (current != null) {
                current.close();
            }
        }
    }

    /** Uses whichever connection is idle, or waits for one. */
    <T> T use(String path, Use<T> use) throws IOException {
        return pick(slot -> slot.locked(path, use));
    }

    /** What is done with a slot that is locked. */
    interface SlotUse<T> {
        T with(Slot slot) throws IOException;
    }

    /** An idle slot that is connected, else an idle one, else one in turn once its user is done. */
    <T> T pick(SlotUse<T> use) throws IOException {
        for (boolean connected : new boolean[] {true, false}) {
            for (var slot : slots) {
                if (slot.lock.tryLock()) {
                    if (!connected || slot.connected()) {
                        return unlocking(slot, use);
                    }
                    slot.lock.unlock();
                }
            }
        }
        var slot = slots.get(Math.floorMod(next.getAndIncrement(), slots.size()));
        lockInterruptibly(slot.lock);
        return unlocking(slot, use);
    }

    private static <T> T unlocking(Slot slot, SlotUse<T> use) throws IOException {
        try {
            return use.with(slot);
        } finally {
            slot.lock.unlock();
        }
    }

    private static void lockInterruptibly(ReentrantLock lock) throws InterruptedIOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while waiting for a connection");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    long requests() {
        return requests.sum();
    }

    @Override
    public void close() {
        closed = true;
        slots.forEach(Slot::drop);
        login.close();
    }
}
