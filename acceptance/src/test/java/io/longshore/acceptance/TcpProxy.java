package io.longshore.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Passes connections on to wherever the server is, and breaks them when it is told to. What connects while the server is away is reset. */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Supplier<Optional<InetSocketAddress>> server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    TcpProxy(Supplier<Optional<InetSocketAddress>> server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
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
            var back = Thread.ofVirtual().start(() -> copy(onward, client));
            copy(client, onward);
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

    /** Until one side ends; then the other is ended too. */
    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.close();
        } catch (IOException e) {
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
