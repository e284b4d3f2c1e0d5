package io.longshore.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Passes connections on to wherever the server is, and breaks them or holds their bytes back when it is told to. What connects while the server is away is
 * reset.
 */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Supplier<Optional<InetSocketAddress>> server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long free = Long.MAX_VALUE; // bytes to the server that may still pass

    TcpProxy(Supplier<Optional<InetSocketAddress>> server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** One to a port of this machine. */
    static TcpProxy to(int port) throws IOException {
        var server = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new TcpProxy(() -> server);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Lets so many more bytes pass to the server, and then none until {@link #letGo}. */
    void holdAfter(long bytes) {
        lock.lock();
        try {
            free = bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until bytes are held back. */
    void awaitHeld() throws InterruptedException {
        lock.lock();
        try {
            while (free > 0) {
                if (!changed.await(3, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(
                            "nothing was held back: " + free + " bytes may still pass (expected: none)");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets all pass. */
    void letGo() {
        lock.lock();
        try {
            free = Long.MAX_VALUE;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pass(int bytes) throws InterruptedException {
        lock.lock();
        try {
            while (free <= 0) {
                changed.await();
            }
            free = free == Long.MAX_VALUE ? free : free - bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@code host:port}. */
    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Resets every connection; new ones are taken. */
    void cut() {
        open.forEach(TcpProxy::reset);
        open.clear();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> pass(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pass(Socket client) {
        var target = server.get();
        if (target.isEmpty()) {
            reset(client);
            return;
        }
        var onward = new Socket();
        open.add(onward);
        try {
            onward.connect(target.get());
            var back = Thread.ofVirtual().start(() -> copy(onward, client, _ -> {}));
            copy(client, onward, this::pass);
            back.join();
        } catch (IOException e) {
            reset(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
            open.remove(onward);
        }
    }

    /** Says whether bytes may pass, by returning. */
    private interface Turnstile {
        void pass(int bytes) throws InterruptedException;
    }

    /** Until one side ends; then the other is ended too. */
    private static void copy(Socket from, Socket to, Turnstile turnstile) {
        var buffer = new byte[16 << 10];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                turnstile.pass(read);
                out.write(buffer, 0, read);
            }
            to.close();
        } catch (IOException | InterruptedException e) {
            reset(from);
            reset(to);
        }
    }

    /** Closes without a farewell: the other side sees a reset. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }
}
