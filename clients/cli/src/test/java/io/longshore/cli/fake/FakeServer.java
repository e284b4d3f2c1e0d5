package io.longshore.cli.fake;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The server, on a free port of 127.0.0.1. One thread runs all handlers, so that they need no locks. */
public final class FakeServer implements AutoCloseable {
    public final FakeSessions sessions = new FakeSessions();
    public final FakeTasks tasks = new FakeTasks();
    public final FakeStorages storages = new FakeStorages(tasks);
    public final FakeContent content = new FakeContent();
    public final FakeImages images = new FakeImages(tasks, content);

    public final FakeBackups backups = new FakeBackups(tasks, content);

    private final Server server;
    private final String address;

    public FakeServer() throws IOException {
        var executor = java.util.concurrent.Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().factory());
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(executor)
                .maxInboundMessageSize(4 << 20);
        for (var service : List.of(sessions, tasks, storages, content, images, backups)) {
            builder.addService(ServerInterceptors.intercept(service, sessions, new ThrownStatuses()));
        }
        server = builder.build().start();
        address = "127.0.0.1:" + server.getPort();
    }

    /** {@code host:port}. */
    public String address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
