package io.longshore.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Takes commands from a program under test: each a line on a connection of its own, answered by {@code ok} when it is done. */
final class ControlPort implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, Runnable> commands;

    ControlPort(Map<String, Runnable> commands) throws IOException {
        this.commands = commands;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** {@code host:port}. */
    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                try (var client = listener.accept()) {
                    answer(client);
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void answer(Socket client) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        var command = commands.get(String.valueOf(reader.readLine()));
        if (command != null) {
            command.run();
        }
        client.getOutputStream().write((command == null ? "unknown\n" : "ok\n").getBytes(StandardCharsets.UTF_8));
    }
}
