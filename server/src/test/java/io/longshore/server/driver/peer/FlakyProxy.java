package io.longshore.server.driver.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and an HTTP server on 127.0.0.1. Of its connections, one in five is answered with 500 or 503, and
 * two in five are reset after some bytes of a request or of an answer; another mood may be set.
 */
public final class FlakyProxy implements AutoCloseable {
    /** Somewhere in here a connection breaks: some at once, most in the middle of a large body. */
    private static final int BREAKS_WITHIN_BYTES = 2 << 20;

    /** How connections fare from now on. */
    public enum Mood {
        /** All of them well. */
        CALM,
        /** Most of them badly. */
        FLAKY,
        /** Each is answered with 500 or 503. */
        REFUSING
    }

    private final ServerSocket entrance = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final int port;
    private final Random random;
    private final AtomicInteger faults = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int breaksWithinBytes;
    private volatile Mood mood = Mood.FLAKY;

    /** Starts to pass on to {@code port}; what fails is drawn from the seed. */
    public FlakyProxy(int port, long seed) throws IOException {
        this(port, seed, BREAKS_WITHIN_BYTES);
    }

    /** The same, with another number of bytes within which those connections break that do. */
    public FlakyProxy(int port, long seed, int breaksWithinBytes) throws IOException {
        this.port = port;
        this.breaksWithinBytes = breaksWithinBytes;
        this.random = new Random(seed);
        Thread.ofVirtual().start(this::accept);
    }

    /** The port to connect to. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Connections that were failed so far. */
    public int faults() {
        return faults.get();
    }

    /** Sets the mood, and resets what is connected where it is not a calm one. */
    public void be(Mood next) {
        mood = next;
        if (next != Mood.CALM) {
            open.forEach(FlakyProxy::reset);
        }
    }

    private void accept() {
        try {
            while (true) {
                var client = entrance.accept();
                open.add(client);
                int fate = fate();
                long breaksAfter = fate < 6 ? random.nextInt(breaksWithinBytes) : Long.MAX_VALUE;
                Thread.ofVirtual().start(() -> serve(client, fate, new AtomicLong(breaksAfter)));
            }
        } catch (IOException _) {
            // closed
        }
    }

    /** 0 and 1: refused; up to 5: broken. */
    private int fate() {
        return switch (mood) {
            case CALM -> 9;
            case FLAKY -> random.nextInt(10);
            case REFUSING -> random.nextInt(2);
        };
    }

    private void serve(Socket client, int fate, AtomicLong breaksAfter) {
        try (client) {
            if (fate < 2) {
                refuse(client, fate == 0 ? "500 Internal Server Error" : "503 Slow Down");
            } else {
                pass(client, breaksAfter);
            }
        } catch (IOException _) {
            // the client's concern
        } finally {
            open.remove(client);
        }
    }

    /** Answers the first request once its head has come, and closes. */
    private void refuse(Socket client, String status) throws IOException {
        faults.incrementAndGet();
        int matched = 0;
        var in = client.getInputStream();
        while (matched < 4) {
            int value = in.read();
            if (value < 0) {
                return;
            }
            matched = value == "\r\n\r\n".charAt(matched) ? matched + 1 : value == '\r' ? 1 : 0;
        }
        var answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream()); // else what is unread would reset the connection
    }

    private void pass(Socket client, AtomicLong breaksAfter) throws IOException {
        try (var server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(server);
            var back = Thread.ofVirtual().start(() -> copy(server, client, breaksAfter));
            copy(client, server, breaksAfter);
            back.join();
            open.remove(server);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void copy(Socket from, Socket to, AtomicLong breaksAfter) {
        var buffer = new byte[16 << 10];
        try {
            var in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (breaksAfter.addAndGet(-read) < 0) {
                    faults.incrementAndGet();
                    reset(from);
                    reset(to);
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException _) {
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException _) {
            // as good as reset
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        open.forEach(FlakyProxy::reset);
    }
}
